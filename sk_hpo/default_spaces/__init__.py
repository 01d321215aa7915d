"""Search spaces for estimators of scikit-learn and of packages like it.

Notation: an alternative is a dict of parameters with what may be searched of each. A
space is a list of alternatives.
"""

from __future__ import annotations

from sk_hpo.default_spaces.default_space import default_space

__all__ = ["default_space"]
