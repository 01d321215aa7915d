"""The real score of a model's responses, where a smooth loss is descended.

Notation: m test rows, t classes; u of shape (m,) or (m, t) responses, y of its
shape targets or class indicators, as in ``scoring/criterion.py``; for pairs of classes
both have shape (m, P), with NaN for rows of other classes.
"""

from __future__ import annotations

from contextlib import suppress
from inspect import signature
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax
from sklearn import config_context
from sklearn.metrics import accuracy_score

from sk_hpo._compat import warning_filters
from sk_hpo._compat.sklearn_scorer import ScorerParts, is_default_score, parts_of
from sk_hpo.gradients.data.labels import votes
from sk_hpo.gradients.types import FloatArray, Response
from sk_hpo.metrics.metric import NotPlainError, Prepared, metric_for

PREDICT, DECISION, PROBABILITY = "predict", "decision_function", "predict_proba"


class Judge(ScorerParts):
    """A scorer's metric, as a function of responses.

    Its `response_method` is the method of the estimator whose values it takes.
    """


class RowsJudge:
    """A metric of responses on some rows, prepared once for these rows.

    Parameters
    ----------
    judge : Judge
    y : ndarray of shape (m,) or (m, t)
    s : ndarray of shape (m,) or None
    classes : ndarray of shape (t,) or None
        The labels; None for regression.
    """

    def __init__(
        self,
        judge: Judge,
        y: FloatArray,
        s: FloatArray | None,
        classes: npt.NDArray[Any] | None,
    ) -> None:
        self._judge = judge
        self._y, self._s, self._classes = y, s, classes
        self._pairs = y.ndim == 2 and bool(np.isnan(y).any())
        self._true = self._true_values()
        self._quick = self._prepared()
        self._first = False
        if classes is not None and y.ndim == 1:
            # the first class may be the positive one, as for the metric's scorer
            declared = signature(judge.function).parameters.get("pos_label")
            default = None if declared is None else declared.default
            label = judge.kwargs.get("pos_label", default)
            self._first = label is not None and bool(label == classes[0])

    def __call__(self, u: FloatArray) -> float:
        """Compute the score; NaN where it is not defined or cannot be computed.

        Parameters
        ----------
        u : ndarray of y's shape
        """
        try:
            predictions = self._predictions(u)
            if self._quick is not None:
                with suppress(NotPlainError, ArithmeticError), np.errstate(all="raise"):
                    return self._judge.sign * self._quick(predictions)
            return self._judge.sign * self._slowly(predictions)
        except (ArithmeticError, TypeError, ValueError, Warning):
            return float("nan")

    def _slowly(self, predictions: npt.NDArray[Any]) -> float:
        judge, s = self._judge, self._s
        if judge.function is accuracy_score and not judge.kwargs:
            # the metric spends most of its time on checks of the labels
            return float(np.average(self._true == predictions, weights=s))
        given = dict(judge.kwargs) | ({} if s is None else {"sample_weight": s})
        fast = config_context(skip_parameter_validation=True)
        # the real fits will warn
        with warning_filters.all_are("ignore"), fast:
            return float(judge.function(self._true, predictions, **given))

    def _prepared(self) -> Prepared | None:
        judge = self._judge
        metric = metric_for(judge.function)
        if metric is not None and self._s is None:
            with suppress(NotPlainError):
                if judge.kwargs.keys() <= {*metric.takes}:
                    return metric.prepare(self._true, judge.kwargs)
        return None

    def _true_values(self) -> npt.NDArray[Any]:
        y, classes = self._y, self._classes
        if classes is None:
            return y
        return classes[votes(y, len(classes)) if self._pairs else _codes(y > 0.5)]

    def _predictions(self, u: FloatArray) -> npt.NDArray[Any]:
        judge, classes = self._judge, self._classes
        if classes is None:
            return u
        if self._pairs:
            if judge.response_method != PREDICT:
                raise ValueError("decision values of pairs are not those of classes")
            return np.asarray(classes[votes(u, len(classes))])
        if judge.response_method == PREDICT:
            codes = _codes(u > 0) if u.ndim == 1 else u.argmax(axis=1)
            return np.asarray(classes[codes])
        u = -u if self._first else u
        if judge.response_method == PROBABILITY:
            return np.asarray(expit(u) if u.ndim == 1 else softmax(u, axis=1))
        return u


def _codes(member: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    return member.astype(np.intp) if member.ndim == 1 else member.argmax(axis=1)


def judge_for(scorer: Any, response: Response) -> Judge | None:
    """Return what scores the responses of a model as a scorer would the model.

    Parameters
    ----------
    scorer : None, str or scorer
        A scorer with a smooth loss; None and scikit-learn's default scorer mean
        accuracy.
    response : {"prediction", "logit", "margin"}

    Returns
    -------
    Judge or None
        None if the scorer needs probabilities and the responses are margins.
    """
    parts = parts_of(scorer)
    if is_default_score(scorer):
        parts = ScorerParts(accuracy_score, 1, {}, PREDICT)
    if parts is None:
        return None
    methods = parts.response_method
    methods = (methods,) if isinstance(methods, str) else tuple(methods)
    # the first method that the model has
    known = [PREDICT, DECISION] + [PROBABILITY] * (response == "logit")
    for method in methods:
        if method in known:
            return Judge(parts.function, parts.sign, parts.kwargs, method)
    return None
