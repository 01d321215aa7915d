"""Means of estimators that are fitted on samples of the rows and columns.

Not searched is n_estimators: more are not worse, but take longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.part import Part
from sk_hpo.default_spaces.ranges import real
from sk_hpo.space.plain_values import is_integer

handles = ("sklearn.ensemble.BaggingClassifier", "sklearn.ensemble.BaggingRegressor")
unset = {"max_samples": 1.0}


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # Louppe and Geurts (2012), "Ensembles on random patches": both matter, and each is
    # searched from little to all
    shares = {"max_samples": real(_least(data), 1.0), "max_features": real(0.1, 1.0)}
    is_count = {name: is_integer(getattr(estimator, name)) for name in shares}
    return {name: share for name, share in shares.items() if not is_count[name]}


def parts(estimator: Any, data: Data) -> Iterator[Part]:
    """Yield the estimator of which there are many."""
    yield Part("estimator", estimator.estimator, data.of_rows(_least(data)))


def _least(data: Data) -> float:
    """Return a share with which a sample has at least 20 rows, if possible."""
    # Bischl et al. (2023): a tenth of the rows of a forest
    return (
        0.1 if data.n_train is None else max(0.1, min(0.5, round(20 / data.n_train, 2)))
    )
