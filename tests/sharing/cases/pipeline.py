from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from tests.sharing.case import Case

STEPS = [
    ("scale", StandardScaler()),
    ("reduce", PCA(random_state=0)),
    ("model", LogisticRegression()),
]

CASES = [
    Case(
        Pipeline([*STEPS]),
        {
            "scale": [StandardScaler(), MinMaxScaler(), "passthrough"],
            "reduce": [PCA(3, random_state=0), SelectKBest(k=2)],
            "model__C": [0.1, 1.0],
        },
    ),
]
