"""Private steps of ``sklearn.naive_bayes``, from 1.6 to 1.9 the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def smooth(estimator: Any) -> None:
    """Do what ``fit`` of a discrete naive Bayes does after it has counted.

    Parameters
    ----------
    estimator : estimator
        With the attributes that counting has set.

    Raises
    ------
    ValueError
        If ``alpha`` or ``class_prior`` does not match the data.
    """
    estimator._update_feature_log_prob(estimator._check_alpha())
    estimator._update_class_log_prior(class_prior=estimator.class_prior)


def checked(estimator: Any, X: Any) -> Any:
    """Rows to be scored as they are used: validated, and for Bernoulli binarised."""
    return estimator._check_X(X)


def on_checked(estimator: Any, method: str, X: Any) -> Any:
    """Return the answer on rows that have been `checked`."""
    return _stand_in(estimator, _check_X=lambda X: X)(method, X)


def from_joint(estimator: Any, method: str, X: Any, joint: Any) -> Any:
    """Return the answer on `checked` rows, given their joint log likelihood."""
    known: dict[str, Any] = {
        "_check_X": lambda X: X,
        "_joint_log_likelihood": lambda X: joint,
    }
    return _stand_in(estimator, **known)(method, X)


def _stand_in(estimator: Any, **known: Any) -> Callable[[str, Any], Any]:
    """Methods of an equal estimator which knows the answers of some of its own."""
    one = object.__new__(type(estimator))
    vars(one).update(vars(estimator))
    vars(one).update(known)
    for name in ("predict", "predict_proba", "predict_log_proba"):
        vars(one).pop(name, None)  # may be covered
    return lambda method, X: getattr(one, method)(X)
