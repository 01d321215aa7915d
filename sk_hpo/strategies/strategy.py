"""The interface of strategies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from sk_hpo.history import History
from sk_hpo.trial import Descent

Suggestion = tuple[dict[str, Any], dict[str, Any] | None]
# Candidates and their scores in other searches.
PriorTrials = Sequence[tuple[Mapping[str, Any], float]]


class Strategy(ABC):
    """Suggests candidates.

    A strategy does not record what has been tried. Its suggestions are a function of
    its settings and of the history, so an interrupted search continues from its
    history.
    """

    @abstractmethod
    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        """Suggest up to `n` candidates, each with a note (a JSON object) or None.

        Parameters
        ----------
        history : History
            Suggestion k depends on ``history.before(k, lag)`` only.
        n : int
            Maximum number of suggestions.

        Returns
        -------
        list of (params, note), or of Descent
            The result of a descent is a path, not a trial. Empty if there is nothing to
            suggest for now; if nothing is pending either, the search ends.
        """

    def spent(self, history: History) -> float:
        """Return how many evaluations of candidates the search has cost so far."""
        return len(history.candidates)
