"""Callback contexts of scikit-learn 1.9; earlier versions have none.

A context is a node of the tree of tasks that callbacks are notified of::

    fit                                  begin_fit, end_fit
    +-- search                           search_task
    |   +-- candidate-split-evaluation   evaluation_tasks, one for each unit of work
    +-- refit-with-best-params           refit_task

Before 1.9 there are no contexts: `begin_fit` returns None, and every function here
takes None for a context.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any

from sk_hpo._compat.versions import IS_NEWER, LOST, SKLEARN, lost

# One closes the contexts, the other opens those of fits.
_NEEDED = {
    "sklearn.base._fit_context",
    "sklearn.model_selection._validation._fit_and_score",
}


def begin_fit(search: Any, **data: Any) -> Any:
    """Open the root task. `data` is what its callbacks are given: X, y and metadata."""
    if SKLEARN < (1, 9) or LOST.keys() & _NEEDED:
        return None
    # those of a newer version may be others: a search that nothing watches needs none
    if IS_NEWER and not _has_callbacks([search]):
        return None
    try:
        subtasks = 1 + (search.refit is not False)
        root = search._init_callback_context(max_subtasks=subtasks)
        return root.call_on_fit_task_begin(estimator=search, **data)
    except (AttributeError, TypeError) as error:
        lost(
            "its contexts of callbacks",
            "callbacks of scikit-learn are not called",
            error,
        )
        return None


def end_fit(context: Any, search: Any, **data: Any) -> None:
    """Close the root task."""
    if context is not None:
        context.call_on_fit_task_end(estimator=search, **data)


def run_search_arguments(run_search: Any, context: Any) -> dict[str, Any]:
    """Return the arguments of a `_run_search` besides `evaluate_candidates`.

    A `_run_search` written for versions before 1.9 takes no context.
    """
    if context is not None and "callback_ctx" in signature(run_search).parameters:
        return {"callback_ctx": context}
    return {}


@contextmanager
def search_task(
    context: Any, search: Any, max_subtasks: int | None
) -> Iterator[dict[str, Any]]:
    """Open the task around all evaluations, and yield arguments with its context."""
    if context is None:
        yield {}
        return
    task = context.subcontext(
        task_name="search", max_subtasks=max_subtasks, sequential_subtasks=False
    ).call_on_fit_task_begin(estimator=search)
    yield {"callback_ctx": task}
    task.call_on_fit_task_end(estimator=search)


@contextmanager
def refit_task(context: Any, search: Any, estimator: Any, **data: Any) -> Iterator[Any]:
    """Open the task around the refit of the best candidate."""
    if context is None:
        yield
        return
    task = context.subcontext(task_name="refit-with-best-params")
    with task.propagate_callback_context(estimator):
        task.call_on_fit_task_begin(estimator=search, **data)
        yield
    task.call_on_fit_task_end(estimator=search, **data)


def evaluation_tasks(
    search: Any, context: Any, values: Iterable[Any]
) -> EvaluationTasks | None:
    """Return the tasks of single evaluations, or None if no callback needs them.

    Parameters
    ----------
    search : estimator
    context : CallbackContext or None
        The search's task.
    values : iterable of object
        The estimator and the values of parameters. Some of them may have callbacks.
    """
    if context is not None and (_is_watched(context) or _has_callbacks(values)):
        return EvaluationTasks(search, context)
    return None


def _is_watched(context: Any) -> bool:
    """Return whether this task, or one around it, has a callback."""
    if context is None:
        return False
    return bool(context._callbacks) or _is_watched(context.parent)


def _has_callbacks(values: Iterable[Any]) -> bool:
    """Return whether one of these objects, or an estimator inside, has a callback."""
    for value in values:
        parts = [value]
        if hasattr(value, "get_params") and not isinstance(value, type):
            parts.extend(value.get_params(deep=True).values())
        if any(hasattr(part, "_skl_callbacks") for part in parts):
            return True
    return False


class EvaluationTasks:
    """The tasks of single evaluations, children of a search's task.

    Parameters
    ----------
    search : estimator
        The estimator that runs the tasks, as callbacks see it.
    context : CallbackContext
        The search's task.

    Notes
    -----
    In this process all contexts form one tree, as in scikit-learn. A pickled instance
    contains only the path from the root to the search's task, so that the size of what
    a worker receives does not depend on the number of candidates.
    """

    def __init__(self, search: Any, context: Any) -> None:
        self.search = search
        self._context = context
        self._keeps_tree = True

    def announce(self, task_ids: range) -> None:
        """Add the contexts of these tasks to the tree before any of them runs."""
        for task_id in task_ids:
            self._subcontext(task_id)

    @contextmanager
    def task(self, task_id: int) -> Iterator[Any]:
        """Open the context of one evaluation."""
        children = self._context._children_map
        yield children.get(task_id) or self._subcontext(task_id)
        if not self._keeps_tree:
            children.pop(task_id, None)

    def recall(self, task_id: int) -> None:
        """Report the beginning and end of an evaluation that an earlier call has run.

        There is no data, and no task of the estimator, because nothing is fitted.
        """
        with self.task(task_id) as context:
            context.call_on_fit_task_begin(estimator=self.search)
            context.call_on_fit_task_end(estimator=self.search)

    def _subcontext(self, task_id: int) -> Any:
        return self._context.subcontext(
            task_name="candidate-split-evaluation", task_id=task_id
        )

    def __getstate__(self) -> dict[str, Any]:
        return {
            "search": _unfitted(self.search),
            "_context": _without_siblings(self._context),
            "_keeps_tree": False,
        }


def _unfitted(search: Any) -> Any:
    """Copy a search with its settings and callbacks, but no results or contexts."""
    light = copy.copy(search)
    kept = {*search.get_params(deep=False), "_skl_callbacks"}
    light.__dict__ = {k: v for k, v in vars(search).items() if k in kept}
    light.callback = None  # it is only called in the coordinator; may not be picklable
    return light


def _without_siblings(context: Any) -> Any:
    """Copy a context so that its ancestors know only this branch."""
    light = copy.copy(context)
    light._children_map = {}
    if context.parent is not None:
        light.parent = _without_siblings(context.parent)
        light.parent._children_map[light.task_id] = light
    return light
