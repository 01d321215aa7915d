"""Run a case on one side: what came of it, as plain values."""

import signal
import threading
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

from tests.fuzz.case import build, evaluate
from tests.fuzz.digest import digest
from tests.fuzz.names import namespace

OURS = {"grid": "GridSearchCV2", "random": "RandomSearchCV2", "bayes": "BayesSearchCV"}
THEIRS = {"grid": "GridSearchCV", "random": "RandomizedSearchCV"}


class TooLongError(BaseException):
    """A search is abandoned. No Exception, so that no error_score takes it for one."""


@dataclass
class Outcome:
    """`warned` has texts by category; `inputs` are digests of what callers gave."""

    error: object = None
    table: dict = field(default_factory=dict)
    fitted: dict = field(default_factory=dict)
    predictions: object = None
    warned: dict = field(default_factory=dict)
    inputs: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    rules: frozenset = frozenset()


def of(case, ours, limit=5.0):
    """The outcome of one side: our search, or what it is compared with.

    Parameters
    ----------
    case : Case
    ours : bool
    limit : float
        Seconds, after which `TooLongError` is raised.
    """
    outcome = Outcome()
    with ExitStack() as stack:
        stack.enter_context(_limited(limit))
        stack.enter_context(threadpool_limits(1))
        for text in case.around:
            stack.enter_context(evaluate(text, namespace()))
        caught = stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("always")
        built = build(case)
        search = _search(case, built, ours)
        outcome.before = _inputs(built)
        caught.clear()  # of what was built
        np.random.seed(case.seed)  # noqa: NPY002  candidates may draw from it
        _fit(search, built, outcome)
        outcome.warned = {one.category.__name__: str(one.message) for one in caught}
        outcome.inputs = _inputs(built)
    return outcome


def _fit(search, built, outcome):
    try:
        search.fit(built.X, built.y, **built.fit)
    except Exception as error:  # noqa: BLE001  of whatever kind: it is what is compared
        outcome.error = error
        return
    outcome.table = search.cv_results_
    names = ("best_index_", "best_score_", "best_params_", "n_splits_", "multimetric_")
    outcome.fitted = {n: getattr(search, n) for n in names if hasattr(search, n)}
    outcome.predictions = _predictions(search, built.X)
    report = getattr(search, "sharing_report", {"rule": ()})
    outcome.rules = frozenset(n for text in report["rule"] for n in text.split(", "))


def _predictions(search, X):
    for method in ("predict", "transform"):
        if hasattr(search, "best_estimator_") and hasattr(search, method):
            try:
                return getattr(search, method)(X)
            except Exception as error:  # noqa: BLE001  both sides must have it
                return error
    return None


def _search(case, built, ours):
    import sklearn.model_selection

    import sk_hpo

    options = dict(built.options)
    if case.search == "bayes":  # compared with itself, without sharing
        kind = sk_hpo.BayesSearchCV
        options["share_fits"] = ours
    elif ours:
        kind = getattr(sk_hpo, OURS[case.search])
    else:
        kind = getattr(sklearn.model_selection, THEIRS[case.search])
        options.pop("share_fits", None)
    return kind(built.estimator, built.grid, **options)


def _inputs(built):
    return {
        "estimator": digest(built.estimator),
        "grid": digest(built.grid),
        "X": digest(built.X),
        "y": digest(built.y),
        "fit": digest(built.fit),
    }


@contextmanager
def _limited(seconds):
    """Raise after some seconds, where signals can be had."""
    usable = threading.current_thread() is threading.main_thread()
    if not usable or not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(number, frame):
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
