"""Quantiles and bins: random_state is for a subsample."""

from inspect import signature

from sklearn.preprocessing import KBinsDiscretizer, QuantileTransformer

from tests.sharing.claim import Claim

QUANTILES = {"quantile_method": ("linear", "averaged_inverted_cdf")}
HAS_METHOD = "quantile_method" in signature(KBinsDiscretizer).parameters

CLAIMS = [
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
