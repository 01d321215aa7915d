"""The table of what a search decided by itself, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sk_hpo.trial import Candidate


class Reason(NamedTuple):
    """Why something was decided.

    Parameters
    ----------
    text : str
    figures : mapping of str to number
        What the decision depends on.
    advised : bool, default=True
        Whether it is a reason for a search that chooses by itself; if not, it is
        possible, and done if the user asks for it.
    """

    text: str
    figures: Mapping[str, float] = {}
    advised: bool = True


@dataclass(frozen=True)
class Decision:
    """One decision of a search.

    Parameters
    ----------
    what : str
        What was decided on: "space", "levels", "racing", "strategy", "improvement",
        "left out" or "end".
    choice : str
    reason : Reason
    candidate : int
        The first candidate that it concerns.
    """

    what: str
    choice: str
    reason: Reason
    candidate: int = 0

    def __str__(self) -> str:
        figures = ", ".join(f"{n}={v:g}" for n, v in self.reason.figures.items())
        end = f" ({figures})" if figures else ""
        start = f"[{self.candidate}] {self.what}: {self.choice}"
        return f"{start}, since {self.reason.text}{end}"


@dataclass
class Decisions:
    """The decisions before the first candidate, and those that notes show.

    Parameters
    ----------
    first : list of Decision
    changes : mapping of str to (str, str)
        By the "member" of a candidate's note: the choice, and why it was made.
    """

    first: list[Decision] = field(default_factory=list)
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    _current: str | None = None  # the latest choice of a candidate's note

    def table(self, candidates: Sequence[Candidate]) -> dict[str, Any]:
        """Return the columns of all decisions."""
        rows = sorted(
            [*self.first, *self._changes(candidates)], key=lambda one: one.candidate
        )
        columns = {
            "candidate": np.array([one.candidate for one in rows], dtype=int),
            "what": [one.what for one in rows],
            "choice": [one.choice for one in rows],
            "why": [one.reason.text for one in rows],
            "figures": [dict(one.reason.figures) for one in rows],
        }
        return {
            n: np.array(column, dtype=None if n == "candidate" else object)
            for n, column in columns.items()
        }

    def change(self, candidate: Candidate) -> Decision | None:
        """Return the decision that a candidate is the first to show, if there is one.

        The candidates must be given in their order.
        """
        member = (candidate.note or {}).get("member")
        change = self.changes.get(str(member))
        if change is None or change[0] == self._current:
            return None
        self._current, why = change
        return Decision("strategy", self._current, Reason(why), candidate.id)

    def _changes(self, candidates: Iterable[Candidate]) -> Iterable[Decision]:
        shown = Decisions(changes=self.changes)
        found = (shown.change(candidate) for candidate in candidates)
        return [decision for decision in found if decision is not None]
