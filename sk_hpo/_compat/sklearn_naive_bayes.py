"""Private steps of ``sklearn.naive_bayes``, the same from 1.6 to 1.9."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def smooth(estimator: Any) -> None:
    """Finish the fit of a discrete naive Bayes classifier after counting.

    Parameters
    ----------
    estimator : estimator
        A classifier with the counts as attributes.

    Raises
    ------
    ValueError
        If ``alpha`` or ``class_prior`` does not match the data.
    """
    estimator._update_feature_log_prob(estimator._check_alpha())
    estimator._update_class_log_prior(class_prior=estimator.class_prior)


def checked(estimator: Any, X: Any) -> Any:
    """Validate the rows to score, and binarise them for ``BernoulliNB``."""
    return estimator._check_X(X)


def on_checked(estimator: Any, method: str, X: Any) -> Any:
    """Return the output of a method on rows that `checked` has returned."""
    return _copy_with(estimator, _check_X=lambda X: X)(method, X)


def from_joint(estimator: Any, method: str, X: Any, joint: Any) -> Any:
    """Return the output on `checked` rows, given their joint log likelihood."""
    known: dict[str, Any] = {
        "_check_X": lambda X: X,
        "_joint_log_likelihood": lambda X: joint,
    }
    return _copy_with(estimator, **known)(method, X)


def _copy_with(estimator: Any, **known: Any) -> Callable[[str, Any], Any]:
    """Return how to call a method of a copy with some private methods replaced."""
    one = object.__new__(type(estimator))
    vars(one).update(vars(estimator))
    vars(one).update(known)
    for name in ("predict", "predict_proba", "predict_log_proba"):
        # an attribute of the instance would hide the method of the class
        vars(one).pop(name, None)
    return lambda method, X: getattr(one, method)(X)
