"""Estimators whose responses to some rows are given, so that any scorer scores them."""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

OTHER_ROWS = (
    "scoring asks for responses to other rows than those that it is given. An ensemble "
    "is scored by its members' responses to the test rows, and others are not known"
)


class _Given(BaseEstimator):  # type: ignore[misc]
    """The base of the others.

    Parameters
    ----------
    X : array-like
        The rows.
    values : ndarray of shape (n_rows,) or (n_rows, n_classes)
        Numbers; for a classifier, shares of the classes.
    classes : ndarray or None
    """

    def __init__(self, X: Any, values: np.ndarray, classes: Any = None) -> None:
        self.X = X
        self.values = values
        self.classes = classes

    def _values_of(self, X: Any) -> np.ndarray:
        if X is not self.X and _content(X) != _content(self.X):
            raise ValueError(OTHER_ROWS)
        return self.values

    def __sklearn_is_fitted__(self) -> bool:
        return True


class GivenNumbers(RegressorMixin, _Given):  # type: ignore[misc]
    """A regressor that predicts the numbers that it is given."""

    def predict(self, X: Any) -> np.ndarray:
        """Return the numbers."""
        return self._values_of(X)


class GivenVotes(ClassifierMixin, _Given):  # type: ignore[misc]
    """A classifier that predicts the class with the largest share of votes.

    The first of several, as in a ``VotingClassifier``.
    """

    @property
    def classes_(self) -> Any:
        """The classes, sorted."""
        return self.classes

    def predict(self, X: Any) -> Any:
        """Return the classes with the largest shares."""
        return self.classes[self._values_of(X).argmax(axis=1)]


class GivenProbabilities(GivenVotes):
    """A classifier whose probabilities are given."""

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probabilities."""
        return self._values_of(X)


def _content(X: Any) -> Any:
    return joblib.hash(X if issparse(X) else np.asarray(X))
