"""Factor analysis: random_state and iterated_power are for the randomized SVD."""

from sklearn.decomposition import FactorAnalysis

from tests.sharing.claim import Claim

CLAIMS = [
    Claim(
        FactorAnalysis(2, max_iter=3),
        {"random_state": (0, 1), "iterated_power": (1, 3)},
        {"svd_method": ["lapack", "randomized"]},
        data="wide",
    ),
]
