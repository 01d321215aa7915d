"""Selection of columns by their variance."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.default_spaces.data import Data

handles = ("sklearn.feature_selection.VarianceThreshold",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if data.numbers is None:
        return {}
    variances = data.numbers.var(axis=0)
    # our choice: none, or up to a half of the columns; never all, as for scaled ones
    cuts = np.quantile(variances, [0.1, 0.25, 0.5])
    found = {float(f"{cut:.2g}") for cut in cuts if cut < variances.max() / 2}
    thresholds = sorted({0.0, float(estimator.threshold), *found})
    return {"threshold": thresholds} if len(thresholds) > 1 else {}
