"""A criterion: what a score is as a function of the responses on the test rows.

Notation (MATHS section 7): m test rows, t targets or classes; u of shape (m,) or (m, t)
responses (predictions; logits or margins of the second of two classes, or of each of
several, or of each pair of them); y of the shape of u targets (0 and 1 for classes, NaN
where a pair has no row's class); s of shape (m,) sample weights or None; L = -score.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, cast

import numpy as np
import sklearn.metrics
from sklearn.base import is_classifier, is_regressor

from sk_hpo._compat.sklearn_scorer import is_default_score, parts_of
from sk_hpo.gradients.arrays import FloatArray, Response
from sk_hpo.gradients.inner_map import model_of, response_of
from sk_hpo.gradients.own_score import own_score
from sk_hpo.gradients.steps import Steps
from sk_hpo.registry import variants

# How the names of those metrics end that are scores when negated.
LESS_IS_BETTER = ("_error", "_loss", "_deviance")


class Criterion(ABC):
    """One differentiable score.

    Attributes
    ----------
    response : {"prediction", "logit", "margin"}
        What u is. Logits are of probabilities: their sigmoid, or softmax over the
        classes, is what ``predict_proba`` gives; margins are the values of a
        ``decision_function`` that mean no probability.
    exact : bool
        Whether it is the score itself. Otherwise it is a stand-in for scores without
        a gradient, and what it finds has to be judged by the real score.
    metrics : tuple of str
        The functions of ``sklearn.metrics`` that it serves. Those named error, loss or
        deviance are scores when negated.
    perfect : float
        L of responses that could not be better.
    method : str
        The estimator's method that an exact one takes.
    arguments : tuple of str
        Arguments of the metric that an exact one takes, all in ``__init__``.
    """

    response: ClassVar[Response]
    exact: ClassVar[bool] = True
    metrics: ClassVar[tuple[str, ...]]
    perfect: ClassVar[float] = 0.0
    method: ClassVar[str] = "predict"
    arguments: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        """Give L."""

    @abstractmethod
    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        """Give the derivative of L in u, of its shape."""

    def value_and_du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> tuple[float, FloatArray]:
        """Give both, where they have work in common."""
        return self.value(y, u, s), self.du(y, u, s)


def shares(y: FloatArray, s: FloatArray | None) -> FloatArray:
    """Give the weights of a weighted mean over the rows, shape (m,), of sum 1."""
    return np.full(len(y), 1 / len(y)) if s is None else s / s.sum()


def cells(y: FloatArray, s: FloatArray | None) -> FloatArray:
    """Give the weights of the mean over rows and targets, of the shape of y, sum 1."""
    a = shares(y, s)
    return a if y.ndim == 1 else np.repeat(a[:, None] / y.shape[1], y.shape[1], axis=1)


def criteria() -> Iterator[Criterion]:
    """Give every criterion that exists as a file."""
    for module in variants("sk_hpo.gradients.criteria").values():
        yield from module.CRITERIA


def criterion_for(estimator: Any, scorer: Any) -> Criterion | None:
    """Give the criterion to descend for a score.

    Parameters
    ----------
    estimator : estimator
        A Pipeline counts as its last step.
    scorer : None, str or scorer
        None and scikit-learn's default scorer: the estimator's own ``score``, if it is
        scikit-learn's R2, D2 or accuracy.

    Returns
    -------
    Criterion or None
        None if the score is unknown, of another kind of estimator, or asks for what
        this one does not give. A metric with arguments that are not known here, or of
        another method of the estimator than usual, is not known as exact; a stand-in
        does not mind.
    """
    name, given, method = _metric_of(estimator, scorer)
    if not _has(estimator, method):
        return None
    response = response_to(estimator)
    for criterion in criteria():
        if name not in criterion.metrics or criterion.response != response:
            continue
        if not criterion.exact:
            return criterion
        usual = method in (None, criterion.method)
        if usual and set(given) <= set(criterion.arguments):
            return type(criterion)(**given) if given else criterion
    return None


def _has(estimator: Any, method: str | tuple[str, ...] | None) -> bool:
    """Whether an estimator can be asked as a scorer does, such as for probabilities."""
    if method is None or method == "default":
        return True
    methods = (method,) if isinstance(method, str) else method
    return any(hasattr(estimator, name) for name in methods)


def _metric_of(
    estimator: Any, scorer: Any
) -> tuple[str, Mapping[str, Any], str | tuple[str, ...] | None]:
    """Give the name of a scorer's metric, its arguments, and the estimator's method.

    The name is "" if it is unknown, and the method None if it is the usual one.
    """
    if is_default_score(scorer):
        return *own_score(estimator), None
    parts = parts_of(scorer)
    if parts is None:
        return "", {}, None
    name = cast(str, getattr(parts.function, "__name__", ""))
    sign = -1 if name.endswith(LESS_IS_BETTER) else 1
    # a user's function may have the name of one of scikit-learn's
    ours = getattr(sklearn.metrics, name, None) is parts.function
    known = name if ours and parts.sign == sign else ""
    return known, parts.kwargs, parts.response_method


def response_to(estimator: Any) -> Response | None:
    """Say what the estimator's model gives; of others, what their kind usually has."""
    last = Steps.of(estimator).last
    model = model_of(last)
    if model is not None:
        return response_of(model, last)
    if is_classifier(estimator):
        return "logit"
    return "prediction" if is_regressor(estimator) else None
