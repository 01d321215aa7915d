"""Which candidates are evaluated together, and why others are not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix, issparse

from sk_hpo.trial import Candidate, History

if TYPE_CHECKING:
    from sk_hpo.sharing.planning.plan import Plan


@dataclass
class Planner(ABC):
    """Plans new candidates for the engine, and notes in the history what came of it.

    Parameters
    ----------
    history : History
    """

    history: History

    @abstractmethod
    def __call__(self, candidates: Sequence[Candidate]) -> Plan | None:
        """Give the plan; None: each by itself."""

    def _tell_why_alone(self, candidates: Iterable[Candidate], reason: str) -> None:
        ids = [candidate.id for candidate in candidates]
        self.history.alone.setdefault(reason, []).extend(ids)


@dataclass
class Separately(Planner):
    """Each candidate by itself.

    Parameters
    ----------
    reason : str
        Why, for the report.
    """

    reason: str

    def __call__(self, candidates: Sequence[Candidate]) -> None:
        self._tell_why_alone(candidates, self.reason)


@dataclass
class Together(Planner):
    """What candidates share is done once.

    Parameters
    ----------
    estimator : estimator
    fit_params : mapping
    samples : list of array-like
        Of the shape of the training rows.
    complete : bool
        Whether the candidates are all that there will be.
    bitwise : bool
        Whether only what is equal bit for bit is shared.
    """

    estimator: Any
    fit_params: Mapping[str, Any]
    samples: list[Any]
    complete: bool
    bitwise: bool

    def __call__(self, candidates: Sequence[Candidate]) -> Plan:
        # Here: a search of one candidate need not load what shares.
        from sk_hpo.sharing.planning.plan import plan

        made = plan(
            self.estimator,
            [candidate.params for candidate in candidates],
            self.fit_params,
            complete=self.complete,
            samples=self.samples,
            bitwise=self.bitwise,
        )
        for group in made.groups:
            ids = tuple(candidates[member].id for member in group.members)
            self.history.together.append(ids)
        for index, reason in made.alone.items():
            self._tell_why_alone([candidates[index]], reason)
        return made


def like_rows(X: Any, n: int) -> Any:
    """Zeros in the shape of `n` rows, which take no memory; texts become sparse."""
    shape = getattr(X, "shape", None)
    if shape is None or len(shape) != 2 or issparse(X):
        return csr_matrix((n, shape[1] if shape is not None and len(shape) == 2 else 1))
    return np.broadcast_to(0.0, (n, shape[1]))
