from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, QuantileTransformer

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(QuantileTransformer(n_quantiles=5), GaussianNB()),
        {
            "quantiletransformer__random_state": [0, 1, None],
            "quantiletransformer__subsample": [None, 1000],
        },
        only=("dense", "two classes"),
    ),
    Case(
        make_pipeline(QuantileTransformer(n_quantiles=5), GaussianNB()),
        {"gaussiannb__var_smoothing": [1e-9, 1e-3]},
        only=("dense", "two classes"),
    ),
    Case(
        make_pipeline(
            KBinsDiscretizer(3, strategy="kmeans", encode="ordinal"), GaussianNB()
        ),
        {
            "kbinsdiscretizer__strategy": ["uniform", "kmeans"],
            "gaussiannb__var_smoothing": [1e-9, 1e-3],
        },
        only=("dense", "two classes"),
    ),
]
