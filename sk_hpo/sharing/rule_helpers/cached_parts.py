"""Parts of fits that only some settings need, computed once, with their warnings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any

from sk_hpo.sharing.memory import kept_warnings
from sk_hpo.sharing.memory.kept_warnings import Recorder, Warned


class Remembered:
    """Values that are computed once, and whose warnings are given for each use."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Any, Warned]] = {}

    def get(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """Return the value `name`, made when it is first needed."""
        if name not in self._kept:
            # in other threads it would change the warning filters of all threads
            here = threading.current_thread() is threading.main_thread()
            with Recorder(records=here).block() as caught:
                value = make()
            self._kept[name] = value, tuple(caught)
        value, given = self._kept[name]
        kept_warnings.give(given)
        return value
