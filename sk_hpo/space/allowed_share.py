"""How much of a space a constraint allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sk_hpo.constraint import RAREST, is_too_rare, too_rare

if TYPE_CHECKING:
    from sk_hpo.space.space import Space

# Candidates are drawn until so many are allowed.
ENOUGH = 5
AT_ONCE = 64
# A small space is drawn from until each candidate was drawn about so many times.
DRAWS_OF_EACH = 64


def check_share(space: Space) -> None:
    """Raise an error if a constraint allows less than 1 in 10,000 of a space.

    The estimate is from random candidates. Each alternative with a budget is a space of
    its own.

    Parameters
    ----------
    space : Space

    Raises
    ------
    ValueError
        The message shows a candidate that is refused.
    """
    if space.constraint is None:
        return
    for part in space.parts if space.budgets is not None else [space]:
        _check(part)


def _check(space: Space) -> None:
    rng = np.random.default_rng(0)
    n, d = space.n_candidates, len(space.coordinates)
    n_allowed = n_drawn = 0
    refused = None
    while n_allowed < ENOUGH:
        for u in rng.random((AT_ONCE, d)):
            if space.candidate(u) is None:
                refused = u
            else:
                n_allowed += 1
        n_drawn += AT_ONCE
        exhausted = n_drawn >= DRAWS_OF_EACH * n
        if n <= RAREST and n_allowed and exhausted:
            return  # one of 10,000 is enough
        if refused is not None and (is_too_rare(n_allowed, n_drawn) or exhausted):
            raise too_rare(n_allowed, n_drawn, space.decode(refused))
