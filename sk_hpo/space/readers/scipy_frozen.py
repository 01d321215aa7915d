"""Frozen scipy distributions; also unfrozen ones without shape parameters."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.dimensions.distribution import Distribution
from sk_hpo.space.dimensions.integer import Integer
from sk_hpo.space.dimensions.real import Real

READ_AMONG_CHOICES = True
SCIKIT_LEARN_DRAWS = True


def handles(value: Any) -> bool:
    """Return whether ``value`` can be drawn from, and has quantiles."""
    return all(callable(getattr(value, name, None)) for name in ("rvs", "ppf", "cdf"))


def read(value: Any) -> Dimension:
    """Read uniform, loguniform and randint as ranges, others by their quantiles."""
    name = _scipy_name(value)
    if name is None:
        return Distribution(value)
    low, high = value.support()
    if np.ndim(low) or np.ndim(high):
        raise ValueError(f"scipy.stats.{name} needs single numbers, got arrays")
    if name == "randint":
        if not np.isfinite([low, high]).all():
            raise ValueError("scipy.stats.randint(low, high) needs integers low < high")
        return Integer(int(low), int(high))
    if name == "uniform":
        return Real(float(low), float(high))
    return Real(float(low), float(high), log=True)


def _scipy_name(value: Any) -> str | None:
    dist = getattr(value, "dist", None)
    if not type(dist).__module__.startswith("scipy.stats"):
        return None
    name = getattr(dist, "name", None)
    if name in ("uniform", "randint"):
        return str(name)
    if name in ("loguniform", "reciprocal") and not _shifted(value):
        return "loguniform"
    return None


def _shifted(value: Any) -> bool:
    # a shifted loguniform is not uniform in the log of its values
    args = value.args[value.dist.numargs :]
    loc = args[0] if args else value.kwds.get("loc", 0)
    return bool(np.any(np.asarray(loc) != 0))
