"""Private steps of ``sklearn.naive_bayes``, the same from 1.6 to 1.9."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def smooth(estimator: Any) -> None:
    """Finish the fit of a discrete naive Bayes classifier after counting.

    Parameters
    ----------
    estimator : estimator
        It has the attributes that counting sets.

    Raises
    ------
    ValueError
        If ``alpha`` or ``class_prior`` does not match the data.
    """
    estimator._update_feature_log_prob(estimator._check_alpha())
    estimator._update_class_log_prior(class_prior=estimator.class_prior)


def checked(estimator: Any, X: Any) -> Any:
    """Validate rows to be scored, and binarise them for ``BernoulliNB``."""
    return estimator._check_X(X)


def on_checked(estimator: Any, method: str, X: Any) -> Any:
    """Return the output of a method on rows that `checked` has returned."""
    return _stand_in(estimator, _check_X=lambda X: X)(method, X)


def from_joint(estimator: Any, method: str, X: Any, joint: Any) -> Any:
    """Return the output on `checked` rows, given their joint log likelihood."""
    known: dict[str, Any] = {
        "_check_X": lambda X: X,
        "_joint_log_likelihood": lambda X: joint,
    }
    return _stand_in(estimator, **known)(method, X)


def _stand_in(estimator: Any, **known: Any) -> Callable[[str, Any], Any]:
    """Copy an estimator, with fixed outputs for some of its private methods."""
    one = object.__new__(type(estimator))
    vars(one).update(vars(estimator))
    vars(one).update(known)
    for name in ("predict", "predict_proba", "predict_log_proba"):
        vars(one).pop(name, None)  # may be covered
    return lambda method, X: getattr(one, method)(X)
