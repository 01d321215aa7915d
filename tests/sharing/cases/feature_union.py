from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import MinMaxScaler, SplineTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(
            FeatureUnion(
                [
                    ("pca", PCA(2, svd_solver="full", random_state=0)),
                    ("best", SelectKBest(k=2)),
                    ("scaled", MinMaxScaler()),
                ]
            ),
            DecisionTreeClassifier(random_state=0),
        ),
        [
            {
                "featureunion__pca__whiten": [False, True],
                "featureunion__best": [SelectKBest(k=2), "passthrough", "drop"],
            },
            {"featureunion__transformer_weights": [None, {"pca": 2.0, "scaled": 0.1}]},
            {"decisiontreeclassifier__max_features": [2, None]},
        ],
        only=("dense", "frame", "float32"),
    ),
    Case(
        make_pipeline(
            StandardScaler(with_mean=False),
            FeatureUnion(
                [
                    (
                        "svd",
                        make_pipeline(TruncatedSVD(3, random_state=0), MinMaxScaler()),
                    ),
                    (
                        "inner",
                        FeatureUnion([("a", SelectKBest(k=3)), ("b", MinMaxScaler())]),
                    ),
                ]
            ),
            GaussianNB(),
        ),
        {
            "featureunion__svd__truncatedsvd__n_components": [2, 3],
            "featureunion__inner__a__k": [1, 4],
            "gaussiannb__var_smoothing": [1e-9, 1e-3],
        },
        only=("dense", "frame"),
        slow=True,
    ),
    Case(
        make_pipeline(
            FeatureUnion([("s", SplineTransformer(n_knots=3)), ("m", MinMaxScaler())]),
            LinearRegression(),
        ),
        {
            "featureunion__s__degree": [1, 3],
            "featureunion__m__clip": [False, True],
        },
        task="regression",
        only=("dense", "two outputs"),
    ),
    Case(
        make_pipeline(
            FeatureUnion(
                [
                    ("words", TfidfVectorizer()),
                    ("hashed", HashingVectorizer(n_features=32)),
                ]
            ),
            LogisticRegression(),
        ),
        {
            "featureunion__words__min_df": [1, 30],
            "featureunion__hashed__norm": ["l1", "l2"],
            "logisticregression__C": [0.1, 1.0],
        },
        task="text",
    ),
]
