"""Private steps of ``sklearn.naive_bayes``, the same from 1.6 to 1.9."""

from __future__ import annotations

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
    """Return the rows to score, validated; binarise them for ``BernoulliNB``."""
    return estimator._check_X(X)


def on_checked(estimator: Any, method: str, X: Any, joint: Any = None) -> Any:
    """Return the output of a method on rows that `checked` has returned.

    `joint` is their joint log likelihood, if it is known.
    """
    one = object.__new__(type(estimator))
    vars(one).update(vars(estimator), _check_X=lambda X: X)
    if joint is not None:
        one._joint_log_likelihood = lambda X: joint
    for name in ("predict", "predict_proba", "predict_log_proba"):
        # an attribute of the instance would hide the method of the class
        vars(one).pop(name, None)
    return getattr(one, method)(X)
