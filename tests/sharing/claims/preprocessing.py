"""Claims and cases of what estimators of ``sklearn.preprocessing`` ignore."""

from inspect import signature

from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, QuantileTransformer, TargetEncoder

from tests.sharing.case import Case
from tests.sharing.claim import Claim

QUANTILES = {"quantile_method": ("linear", "averaged_inverted_cdf")}
HAS_METHOD = "quantile_method" in signature(KBinsDiscretizer).parameters

SUBSAMPLED_CLAIMS = [
    Claim(
        QuantileTransformer(n_quantiles=5),
        {"random_state": (0, 1)},
        {"subsample": [None, 20, 90, 89], "output_distribution": ["uniform"]},
        draws={"subsample": 89},
    ),
    Claim(
        KBinsDiscretizer(3, encode="ordinal"),
        {"random_state": (0, 1)} | (QUANTILES if HAS_METHOD else {}),
        {
            "subsample": [None, 20, 90, 89],
            "strategy": ["uniform", "quantile", "kmeans"],
        },
        draws={"subsample": 20},
    ),
]


SUBSAMPLED_CASES = [
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
        slow=True,
    ),
]


TARGET_ENCODER_CLAIMS = [
    Claim(
        TargetEncoder(cv=3),
        switches={"shuffle": [False, True]},
        data="ties",
        draws={"shuffle": True},
    ),
]


TARGET_ENCODER_CASES = [
    Case(
        make_pipeline(TargetEncoder(shuffle=False, cv=3), GaussianNB()),
        {
            "targetencoder__smooth": [1.0, 2.0],
            "gaussiannb__var_smoothing": [1e-9, 1e-3],
        },
        only=("dense", "counts", "ties"),
    ),
]

CLAIMS = [*SUBSAMPLED_CLAIMS, *TARGET_ENCODER_CLAIMS]
CASES = [*SUBSAMPLED_CASES, *TARGET_ENCODER_CASES]
