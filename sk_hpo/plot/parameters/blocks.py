"""The parameters of a space that can be drawn, by name.

They are those of its dicts, each entry of a parameter that is a dict, and, with several
alternatives, the choice between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sk_hpo.plot.parameters.text import value_text
from sk_hpo.search.surrogate import ALTERNATIVE
from sk_hpo.space import Categorical, Entries, Space
from sk_hpo.space.layout import CoordinateBlock, blocks_of


def blocks_by_name(space: Space) -> dict[str, list[CoordinateBlock]]:
    """Return the coordinates of each parameter.

    A parameter has several blocks if its values differ between alternatives. The
    choice between several alternatives comes last.

    Parameters
    ----------
    space : Space
    """
    found: dict[str, list[CoordinateBlock]] = {}
    for block in blocks_of(space.alternatives):
        for one in _with_entries(block):
            found.setdefault(one.name, []).append(one)
    n = len(space.alternatives)
    if n > 1:
        choice = Categorical(alternative_names(space))
        everywhere = frozenset(range(n))
        found[ALTERNATIVE] = [CoordinateBlock(ALTERNATIVE, choice, everywhere, 0, 1)]
    return found


def alternative_names(space: Space) -> list[str]:
    """Return a short name of each alternative: what is fixed in it, or its number.

    Parameters
    ----------
    space : Space
    """
    fixed = [
        {name: d.middle() for name, d in alternative.items() if d.size == 1}
        for alternative in space.alternatives
    ]
    texts = [
        ", ".join(
            f"{name.rpartition('__')[2]}={value_text(value)}"
            for name, value in one.items()
        )
        for one in fixed
    ]
    return [
        text if text and len(text) <= 30 and texts.count(text) == 1 else f"dict {i + 1}"
        for i, text in enumerate(texts)
    ]


def _with_entries(block: CoordinateBlock) -> Iterator[CoordinateBlock]:
    if not isinstance(block.dimension, Entries):
        yield block
        return
    start = block.start
    for key, dimension in block.dimension.entries.items():
        name, stop = f"{block.name}[{key!r}]", start + len(dimension.axes)
        entry = replace(block, name=name, dimension=dimension, start=start, stop=stop)
        yield from _with_entries(entry)
        start = stop
