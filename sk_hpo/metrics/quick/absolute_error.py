"""The mean absolute error.

Notation: y, p (n, 1) true and predicted.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.metrics.numeric_targets import metric_of_error

handles = ("sklearn.metrics.mean_absolute_error",)

metric = metric_of_error(lambda y, p: np.mean(np.abs(p - y), axis=0))
