"""What a legend calls the paths of descents: the settings that tell them apart."""

from __future__ import annotations

from collections.abc import Sequence

from sk_hpo.descent_path import Path
from sk_hpo.plot.parameters.text import value_text
from sk_hpo.space.equal_choices import same

# Characters of a line of the legend, three of which fit beside each other.
LINE = 24


def settings_of(paths: Sequence[Path]) -> list[str]:
    """Return the settings that each path has and some other one has not.

    Returns
    -------
    list of str
        Such as "kernel=rbf, degree=2"; a line for each if they are long. Empty for a
        path that has no such setting.
    """
    apart = {
        name
        for path in paths
        for name, value in path.fixed.items()
        if not all(same(other.fixed.get(name, path), value) for other in paths)
    }
    short = {name: _short(name, apart) for name in apart}
    found = []
    for path in paths:
        texts = [
            f"{short[name]}={value_text(value)}"
            for name, value in path.fixed.items()
            if name in apart
        ]
        text = ", ".join(texts)
        found.append(text if len(text) <= LINE else ",\n".join(texts))
    return found


def _short(name: str, names: set[str]) -> str:
    """Return the fewest last parts of a nested name that no other name ends in."""
    parts = name.split("__")
    for first in reversed(range(1, len(parts))):
        end = "__".join(parts[first:])
        if not any(f"__{other}".endswith(f"__{end}") for other in names - {name}):
            return end
    return name
