"""The search that `overhead.py` and `scale.py` time, by both packages."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB

from sk_hpo import GridSearchCV2

N_SPLITS = 5
X, Y = load_iris(return_X_y=True)


def ours(n_candidates: int, n_jobs: int) -> GridSearchCV2:
    """Our search over so many candidates; every fit is run separately."""
    return GridSearchCV2(**_settings(n_candidates, n_jobs), share_fits=False)


def theirs(n_candidates: int, n_jobs: int) -> GridSearchCV:
    """The same search by scikit-learn."""
    return GridSearchCV(**_settings(n_candidates, n_jobs))


def _settings(n_candidates: int, n_jobs: int) -> dict[str, Any]:
    return {
        "estimator": GaussianNB(),
        "param_grid": {"var_smoothing": np.logspace(-12, 0, n_candidates)},
        "cv": N_SPLITS,
        "n_jobs": n_jobs,
    }
