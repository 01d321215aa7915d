"""Least angle regression: random_state is for jitter."""

from sklearn.linear_model import Lars, LassoLars

from tests.sharing.claim import Claim


def _claim(estimator):
    return Claim(
        estimator,
        {"random_state": (0, 1)},
        {"jitter": [None, 1.0]},
        task="regression",
    )


CLAIMS = [_claim(Lars()), _claim(LassoLars())]
