"""Pictures of what a search has found, with matplotlib.

Each class has ``from_search`` and ``from_cv_results``, which draw the picture, and
attributes with its figure, axes and artists.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sk_hpo.plot.compare import CompareSearchesDisplay
    from sk_hpo.plot.descent import DescentDisplay
    from sk_hpo.plot.effect import ParameterEffectDisplay
    from sk_hpo.plot.history import SearchHistoryDisplay
    from sk_hpo.plot.importance.display import ParameterImportanceDisplay
    from sk_hpo.plot.parallel_coordinates import ParallelCoordinatesDisplay
    from sk_hpo.plot.race import RaceDisplay

# The module of each display, imported when it is first asked for.
DISPLAYS = {
    "CompareSearchesDisplay": "compare",
    "DescentDisplay": "descent",
    "ParallelCoordinatesDisplay": "parallel_coordinates",
    "ParameterEffectDisplay": "effect",
    "ParameterImportanceDisplay": "importance.display",
    "RaceDisplay": "race",
    "SearchHistoryDisplay": "history",
}

__all__ = [
    "CompareSearchesDisplay",
    "DescentDisplay",
    "ParallelCoordinatesDisplay",
    "ParameterEffectDisplay",
    "ParameterImportanceDisplay",
    "RaceDisplay",
    "SearchHistoryDisplay",
]


def __getattr__(name: str) -> Any:
    """Import a display when it is first asked for."""
    if name not in DISPLAYS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(
        import_module(f"{__name__}.{DISPLAYS[name]}"), name
    )
    return value


def __dir__() -> list[str]:
    """All displays, imported or not."""
    return sorted({*globals(), *__all__})
