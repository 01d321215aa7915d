"""What a strategy is: it is asked, and answers from what the history tells."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from sk_hpo.trial import Descent, History

Suggestion = tuple[dict[str, Any], dict[str, Any] | None]


class Strategy(ABC):
    """Suggests candidates.

    A strategy keeps no account of its own of what has been tried: what it suggests is
    a function of its settings and of the history, so that a search that was stopped
    goes on when its history is there again.
    """

    @abstractmethod
    def ask(self, history: History, n: int) -> Sequence[Suggestion | Descent]:
        """Suggest up to `n` candidates, each with a note that fits into JSON or None.

        Parameters
        ----------
        history : History
            What is known. Suggestion k depends on ``history.before(k, lag)`` only.
        n : int
            How many candidates there is room for.

        Returns
        -------
        list of (params, note), or of Descent
            A descent is told to the history as a path, not as a trial. Empty if there
            is nothing to suggest for now; if nothing is pending either, the search
            ends.
        """
