"""Searches without an estimator: a strategy, and a function of the parameters."""

from sk_hpo.history import History
from sk_hpo.trial import SplitResult


def tell(history, candidate, value, error=None):
    result = SplitResult(candidate.id, 0, value, None, 1, 0.0, 0.0, error)
    return history.tell(result)


def drive(strategy, function, n, history=None):
    """Ask one after another until there are n candidates or no more."""
    history = History(1) if history is None else history
    while len(history.candidates) < n:
        asked = strategy.ask(history, 1)
        if not asked:
            break
        for params, note in asked:
            candidate = history.open(params, note)
            tell(history, candidate, function(params))
    return history


def params_of(history):
    return [candidate.params for candidate in history.candidates]


def values_of(history):
    return [trial.value for trial in history.trials]
