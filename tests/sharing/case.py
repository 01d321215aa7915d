"""A case: an estimator and a grid in which a rule is at work."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """What a rule is tried on.

    Parameters
    ----------
    estimator : estimator
    grid : dict or list of dict
        Of scikit-learn's kind.
    task : str
        "classification", "regression" or "text": what data it is tried on.
    rounds : bool
        Whether scores are equal to rounding (class T), not bit for bit.
    only : tuple of str
        Names of the data, if not all of the task's are for this case. Data that
        scikit-learn can't fit need not be left out: the failures are compared.
    n_fits : int or None
        How many fits "dense" data take on each split, where that is known.
    weights : bool
        Whether ``fit`` takes sample weights, and is tried with them.
    scoring : callable or str, optional
        For an estimator without ``score``.
    slow : bool
        Whether it is left to the slow run, being long and like another.
    """

    estimator: Any
    grid: Any
    task: str = "classification"
    rounds: bool = False
    only: tuple[str, ...] = ()
    n_fits: int | None = None
    weights: bool = False
    scoring: Any = None
    slow: bool = False
