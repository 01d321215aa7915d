from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(
            ColumnTransformer(
                [
                    ("a", StandardScaler(), [0, 2, 3]),
                    ("b", MinMaxScaler(), slice(4, 6)),
                    ("none", MinMaxScaler(), []),
                ],
                remainder="passthrough",
            ),
            DecisionTreeClassifier(random_state=0),
        ),
        [
            {
                "columntransformer__a": [StandardScaler(), SelectKBest(k=2), "drop"],
                "columntransformer__remainder": ["passthrough", "drop"],
            },
            {"columntransformer__b__feature_range": [(0, 1), (-1, 1)]},
            {"decisiontreeclassifier__max_features": [2, None]},
        ],
        only=("dense", "frame", "float32"),
    ),
    Case(
        make_pipeline(
            ColumnTransformer(
                [
                    (
                        "binned",
                        make_pipeline(
                            SimpleImputer(),
                            KBinsDiscretizer(3, strategy="uniform", random_state=0),
                        ),
                        [True, True] + [False] * 6,
                    ),
                    ("pca", PCA(2, svd_solver="full", random_state=0), [2, 3, 4]),
                ],
                remainder=StandardScaler(),
                transformer_weights={"pca": 2.0},
            ),
            DecisionTreeClassifier(random_state=0),
        ),
        {
            "columntransformer__binned__kbinsdiscretizer__n_bins": [2, 3],
            "columntransformer__remainder__with_mean": [True, False],
            "columntransformer__sparse_threshold": [0.0, 1.0],
        },
        only=("nan", "frame"),
        slow=True,
    ),
    Case(
        make_pipeline(
            ColumnTransformer(
                [
                    ("one", StandardScaler(), ["c1", "c2"]),
                    ("two", "passthrough", ["c4"]),
                ],
                remainder=make_pipeline(
                    StandardScaler(), PCA(2, svd_solver="full", random_state=0)
                ),
            ),
            Ridge(),
        ),
        {
            "columntransformer__one": [StandardScaler(), "passthrough"],
            "columntransformer__remainder__pca__whiten": [True, False],
            "ridge__alpha": [0.1, 10.0],
        },
        task="regression",
        only=("frame",),
    ),
]
