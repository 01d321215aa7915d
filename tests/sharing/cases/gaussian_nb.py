import numpy as np
from sklearn.naive_bayes import GaussianNB

from tests.sharing.case import Case

CASES = [
    Case(
        GaussianNB(),
        {"var_smoothing": [1e-9, 0.0, 1e-2, -1.0, 1.0]},
        n_fits=1 + 1,  # the one that is not valid fails alone
        weights=True,
    ),
    Case(
        GaussianNB(),
        {
            "var_smoothing": np.logspace(-9, 0, 4),
            "priors": [None, [0.2, 0.3, 0.5], [0.5, 0.5]],
        },
    ),
]
