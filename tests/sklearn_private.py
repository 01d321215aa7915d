"""The private names of scikit-learn that tests use, as `_compat` has the package's.

What a parameter may be, and an instance of each estimator: public names give neither.
"""

from sklearn.utils._param_validation import (
    Interval,
    Options,
    StrOptions,
    make_constraint,
)
from sklearn.utils._test_common.instance_generator import _construct_instances

__all__ = [
    "Interval",
    "Options",
    "StrOptions",
    "construct_instances",
    "make_constraint",
]
construct_instances = _construct_instances
