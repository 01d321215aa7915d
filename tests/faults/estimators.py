"""An estimator with real faults, the grid whose last candidate has one, and a step."""

import ctypes
import itertools
import os
import signal
import sys
import time

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin

X = np.arange(24.0).reshape(12, 2)
y = np.arange(12) % 3 % 2
ONE_SPLIT = [(np.arange(8), np.arange(8, 12))]
BAD = 2
GRID = {"number": [0, 1, BAD]}
FOREVER = 1000.0  # seconds; a test that meets them has failed


def be_killed():
    os.kill(os.getpid(), signal.SIGKILL)


def leave():
    os._exit(7)


def crash():
    ctypes.string_at(0)


def exit_like_a_script():
    sys.exit("no more")


def run_out_of_memory():
    raise MemoryError("no more")


def sleep():
    time.sleep(FOREVER)


def hang_in_c():
    """Stay in C with the interpreter's lock held: no signal handler can run."""
    sum(map(ctypes.PyDLL(None).sleep, itertools.repeat(1)))


def hang_deaf():
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    sleep()


class Faulty(ClassifierMixin, BaseEstimator):
    """Predicts by `number`, and runs `fault` in fit if that is `BAD`.

    With the path of a file in `once` only as long as there is no such file.
    """

    def __init__(self, number=0, fault=None, once=None, seconds=0.0):
        self.number = number
        self.fault = fault
        self.once = once
        self.seconds = seconds

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        time.sleep(self.seconds)
        if self.number == BAD and self.fault is not None and self._first():
            self.fault()
        return self

    def _first(self):
        if self.once is None:
            return True
        if os.path.exists(self.once):
            return False
        with open(self.once, "w"):
            return True

    def predict(self, X):
        return np.full(len(X), self.classes_[self.number % 2])


class SlowAbove(ClassifierMixin, BaseEstimator):
    """Does not end where `level` is above 0.6, next to which its scores are best."""

    def __init__(self, level=0.1):
        self.level = level

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        if self.level > 0.6:
            sleep()
        return self

    def score(self, X, y):
        return self.level

    def predict(self, X):
        return np.full(len(X), self.classes_[0])


class FaultyStep(TransformerMixin, BaseEstimator):
    """Squashes columns by `width`; in a descent its process runs `fault` some way down.

    With the path of a file in `once` only as long as there is no such file; not where
    `spared` is the function.
    """

    n_in_descents = 0  # of this process

    def __init__(
        self, width=1.0, squash="tanh", fault=None, once=None, after=40, spared=None
    ):
        self.width = width
        self.squash = squash
        self.fault = fault
        self.once = once
        self.after = after
        self.spared = spared

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def transform(self, X):
        if self.fault is not None and self.squash != self.spared and in_a_descent():
            FaultyStep.n_in_descents += 1
            if FaultyStep.n_in_descents > self.after and Faulty._first(self):
                self.fault()
        return {"tanh": np.tanh, "arctan": np.arctan}[self.squash](X / self.width)


def in_a_descent():
    """Whether what calls is the gradient's room, in this thread."""
    frame = sys._getframe()
    while frame is not None and os.sep + "gradients" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None


def scores_of(search):
    """Mean test scores by the candidate's number, NaN told as None."""
    table = search.cv_results_
    return {
        next(iter(params.values())): None if np.isnan(score) else float(score)
        for params, score in zip(table["params"], table["mean_test_score"], strict=True)
    }
