"""A claim: parameters that an entry of `ignored/` says are ignored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Claim:
    """Where one class ignores parameters, and where it does not.

    Parameters
    ----------
    estimator : estimator
    values : mapping of str to tuple
        Two values of each parameter that is ignored somewhere.
    switches : dict or list of dict
        A grid of the parameters on which it depends whether they are.
    data : str or callable
        Of the task: a name of its data, or what returns (X, y).
    task : str
    never : tuple of str
        Parameters that no fit uses: there need be no setting where they are used.
    draws : mapping or None
        Of a family that has ``draws``: a setting where a fit does draw from the global
        random state on these data, None if no setting does.
    """

    estimator: Any
    values: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    switches: Any = field(default_factory=dict)
    data: str | Callable[[], Any] = "dense"
    task: str = "classification"
    never: tuple[str, ...] = ()
    draws: Mapping[str, Any] | None = None
