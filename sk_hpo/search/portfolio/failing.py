"""Choices with which every candidate fails: a search keeps away from them."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any, NamedTuple

from sk_hpo.history import History
from sk_hpo.search.inputs.choices import each_choice
from sk_hpo.space import Space
from sk_hpo.space.equal_choices import same

# One failure alone may have another cause.
FEWEST = 2


class Failing(NamedTuple):
    """A choice, how many candidates failed with it, and the id of the last one."""

    name: str
    value: Any
    n: int
    last: int

    def __str__(self) -> str:
        return f"{self.name}={self.value!r}"


def failing_choices(space: Space, history: History) -> Iterator[Failing]:
    """Yield the choices with which all candidates failed, if others did not.

    Parameters
    ----------
    space : Space
    history : History
    """
    closed = history.closed
    if not any(isfinite(trial.estimate) for trial in closed):
        return
    found: list[Failing] = []
    for choice in each_choice(space):
        ((name, value),) = choice.items()
        own = [t for t in closed if name in t.params and same(t.params[name], value)]
        if len(own) < FEWEST or any(isfinite(trial.estimate) for trial in own):
            continue
        # several dicts of a space may have the same choice
        if not any(name == one.name and same(value, one.value) for one in found):
            last = max(trial.candidate.id for trial in own)
            found.append(Failing(name, value, len(own), last))
    yield from found
