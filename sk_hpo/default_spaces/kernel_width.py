"""The range of gamma, the width of a kernel."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_real

# gamma of data that are not known: 10 columns with a variance of 1
USUAL = 0.1


def gamma_range(data: Data) -> Any:
    """Return a range around the value that ``gamma="scale"`` stands for in an SVC."""
    X = data.numbers
    scale = USUAL if X is None or not X.var() else 1 / (X.shape[1] * X.var())
    return log_real(1e-3 * scale, 1e2 * scale)
