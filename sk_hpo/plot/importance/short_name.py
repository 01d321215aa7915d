"""Names of parameters that fit beside a picture."""

from __future__ import annotations

from sk_hpo.plot.style import plain_text


def short_name(name: str, most: int) -> str:
    """Return a name of at most `most` characters, as matplotlib writes it as it is.

    The end of a nested name tells most, so that it keeps as many of the last names in
    it as fit.
    """
    if len(name) > most:
        parts = name.split("__")
        ends = ("__".join(parts[i:]) for i in range(1, len(parts)))
        fitting = (f"…{end}" for end in ends if len(end) < most)
        name = next(fitting, f"…{name[1 - most :]}")
    return plain_text(name)
