"""The median of least squares fits on small samples of the rows."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data

handles = ("sklearn.linear_model.TheilSenRegressor",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if data.p_always is None or data.n_train is None:
        return {}
    least, most = data.p_always + 2, data.n_train
    if least > most:
        return {}
    # The documentation: from columns + 1 (None), the most robust, to all rows, which is
    # least squares. A fit takes long, so these are few.
    steps = {round(least * (most / least) ** share) for share in (0.2, 0.4, 0.6, 0.8)}
    own = estimator.n_subsamples
    return {"n_subsamples": [None, *sorted(steps)] if own is None else sorted(steps)}
