"""Linear models that add one column after another."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer

handles = (
    "sklearn.linear_model.Lars",
    "sklearn.linear_model.OrthogonalMatchingPursuit",
)

# Without data, few columns are sure to exist.
N_COLUMNS = 8


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if getattr(estimator, "tol", None) is not None:  # it says how many
        return {}
    # the documentation: at least 1, at most all columns
    known = [n for n in (data.p, data.n_train) if n is not None]
    numbers: list[Any] = log_integer(1, min(known, default=N_COLUMNS))
    own = estimator.n_nonzero_coefs
    return {"n_nonzero_coefs": [own, *numbers] if own is None else numbers}
