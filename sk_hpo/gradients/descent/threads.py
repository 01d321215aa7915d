"""Evaluate splits in threads that have the settings of the calling thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from sklearn import config_context, get_config

from sk_hpo.gradients.deadline import Deadline, current, deadline_scope


@contextmanager
def splits_mapped(n_jobs: int) -> Iterator[Callable[..., Any]]:
    """Yield a ``map`` that runs in `n_jobs` threads.

    The threads use the configuration and the deadline of the calling thread.
    """
    if n_jobs <= 1:
        yield map
        return
    config = get_config()

    def alike(
        function: Callable[..., Any], deadline: Deadline | None, *args: Any
    ) -> Any:
        with config_context(**config), deadline_scope(deadline):
            return function(*args)

    with ThreadPoolExecutor(n_jobs) as threads:
        yield lambda f, *columns: threads.map(partial(alike, f, current()), *columns)
