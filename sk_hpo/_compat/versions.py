"""Versions of other packages as tuples that can be compared."""

from __future__ import annotations

from importlib.metadata import version

SKLEARN: tuple[int, int] = tuple(int(n) for n in version("scikit-learn").split(".")[:2])  # type: ignore[assignment]
