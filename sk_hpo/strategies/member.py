"""Which acquisition function has its turn: they take turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.acquisition import (
    log_expected_improvement,
    log_probability_of_improvement,
    lower_confidence_bound,
)

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Member:
    """An acquisition function by its name.

    Parameters
    ----------
    name : str
    score : callable
        From mean and sd of values to be minimised, each (q,), to what is promised.
    """

    name: str
    score: Callable[[FloatArray, FloatArray], FloatArray]

    @classmethod
    def of(cls, k: int, best: float, rng: np.random.Generator) -> Member:
        """The one whose turn it is at suggestion k, where `best` is to be surpassed."""
        if k % 5 == 3:
            width = rng.uniform(0.5, 3.0)
            return cls(
                "confidence bound", lambda mu, sd: lower_confidence_bound(mu, sd, width)
            )
        if k % 5 == 4:
            return cls(
                "probability of improvement",
                lambda mu, sd: log_probability_of_improvement(mu, sd, best),
            )
        return cls(
            "expected improvement",
            lambda mu, sd: log_expected_improvement(mu, sd, best),
        )
