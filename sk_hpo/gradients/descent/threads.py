"""The folds of an evaluation in threads, each under the settings of who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from sklearn import config_context, get_config

from sk_hpo.gradients.deadline import Deadline, current, kept


@contextmanager
def folds_mapped(n_jobs: int) -> Iterator[Callable[..., Any]]:
    """Give a ``map`` that runs in so many threads.

    They have this one's configuration, and what it has to keep to when it maps.
    """
    if n_jobs <= 1:
        yield map
        return
    config = get_config()

    def alike(
        function: Callable[..., Any], deadline: Deadline | None, *args: Any
    ) -> Any:
        with config_context(**config), kept(deadline):
            return function(*args)

    with ThreadPoolExecutor(n_jobs) as threads:
        yield lambda f, *columns: threads.map(partial(alike, f, current()), *columns)
