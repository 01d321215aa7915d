"""Pictures of what a search has found, with matplotlib.

Each class has ``from_search`` and ``from_cv_results``, which draw the picture, and
attributes with its figure, axes and artists.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sk_hpo.plot.history import SearchHistoryDisplay
    from sk_hpo.plot.importance import ParameterImportanceDisplay

# The module of each display, imported when it is first asked for.
DISPLAYS = {
    "ParameterImportanceDisplay": "importance",
    "SearchHistoryDisplay": "history",
}

__all__ = ["ParameterImportanceDisplay", "SearchHistoryDisplay"]


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
