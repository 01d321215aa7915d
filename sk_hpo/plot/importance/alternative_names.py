"""What the alternatives of a space are called: the settings that tell them apart."""

from __future__ import annotations

from typing import Any

from sklearn.base import BaseEstimator

from sk_hpo.space import Space

LONGEST = 40


def alternative_names(space: Space) -> tuple[str, ...]:
    """Return a name for each alternative, such as "kernel=rbf".

    It has the parameters with a single value that differ from other alternatives, or
    else the alternative's number. A space with one alternative has an empty name.
    """
    n = len(space.alternatives)
    if n == 1:
        return ("",)
    fixed = [_fixed(space, i) for i in range(n)]
    everywhere = set.intersection(*(set(one) for one in fixed))
    common = {name for name in everywhere if len({one[name] for one in fixed}) == 1}
    names = [
        ", ".join(f"{name}={text}" for name, text in one.items() if name not in common)
        for one in fixed
    ]
    return tuple(
        name if name and names.count(name) == 1 else f"alternative {i + 1}"
        for i, name in enumerate(names)
    )


def _fixed(space: Space, i: int) -> dict[str, str]:
    """Return the values of the parameters that alternative i does not vary."""
    return {
        name: _text(dimension.middle())
        for name, dimension in space.alternatives[i].items()
        if dimension.size == 1
    }


def _text(value: Any) -> str:
    if isinstance(value, BaseEstimator):
        return type(value).__name__
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
