"""Metrics that other functions make: with another's name, or with none."""

from functools import wraps

import numpy as np


def spoils_truth(metric):
    """The metric, by its name and module, that writes into the true targets."""

    @wraps(metric)
    def spoilt(y_true, y_pred, **settings):
        score = metric(y_true, y_pred, **settings)
        y_true[:] = y_true[0]
        return score

    return spoilt


def spoils_answer(metric):
    """The metric, by its name and module, that writes into the predictions."""

    @wraps(metric)
    def spoilt(y_true, y_pred, **settings):
        score = metric(y_true, y_pred, **settings)
        y_pred[:] = y_pred[0]
        return score

    return spoilt


def without_module(metric):
    """An object that calls the metric, of a class without a module."""

    def call(self, y_true, y_pred):
        return metric(y_true, y_pred)

    kind = type("Metric", (), {"__call__": call, "__module__": None})
    return kind()


def without_name(metric):
    """A function that has neither a name nor a module."""

    def nameless(y_true, y_pred):
        return metric(y_true, y_pred)

    nameless.__name__ = nameless.__qualname__ = ""
    nameless.__module__ = None
    return nameless


def hits(y_true, y_pred):
    return float(np.mean(y_true == y_pred))


def product(y_true, y_pred):
    return float(np.dot(np.asarray(y_true, float), np.asarray(y_pred, float)))
