"""The real score of a model's responses, where what is descended is a stand-in.

Notation: m test rows, t classes; u of shape (m,) or (m, t) responses, y of its shape
targets, indicators of a class, as in ``criterion.py``; of pairs of classes both have
shape (m, P), with NaN for the rows of other classes.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax
from sklearn import config_context
from sklearn.metrics import accuracy_score

from sk_hpo._compat.sklearn_scorer import ScorerParts, is_default_score, parts_of
from sk_hpo.gradients.arrays import FloatArray, Response
from sk_hpo.gradients.classes import votes

PREDICT, DECISION, PROBABILITY = "predict", "decision_function", "predict_proba"


@dataclass(frozen=True)
class Judge:
    """A scorer's metric, of responses instead of an estimator.

    Parameters
    ----------
    function : callable
        Of ``sklearn.metrics``.
    sign : int
    kwargs : mapping
        Its arguments.
    method : str
        Which method's values it takes.
    response : {"prediction", "logit", "margin"}
        What u is.
    """

    function: Callable[..., float]
    sign: int
    kwargs: Mapping[str, Any]
    method: str
    response: Response

    def __call__(
        self,
        y: FloatArray,
        u: FloatArray,
        s: FloatArray | None,
        classes: npt.NDArray[Any] | None,
    ) -> float:
        """Give the score.

        Parameters
        ----------
        y, u : ndarray of shape (m,) or (m, t)
        s : ndarray of shape (m,) or None
        classes : ndarray of shape (t,) or None
            The labels; None: y are numbers.

        Returns
        -------
        float
            NaN where the metric is not defined, or can't be computed.
        """
        weights = {} if s is None else {"sample_weight": s}
        given = {**self.kwargs, **weights}
        try:
            fast = config_context(skip_parameter_validation=True)
            with warnings.catch_warnings(), fast:
                # the real fits will say so
                warnings.simplefilter("ignore")
                true, answers = self._answers(y, u, classes)
                if self.function is accuracy_score and not self.kwargs:
                    # which otherwise takes most of its time to look at the labels
                    return self.sign * float(np.average(true == answers, weights=s))
                return self.sign * float(self.function(true, answers, **given))
        except (ArithmeticError, TypeError, ValueError):
            return float("nan")

    def _answers(
        self, y: FloatArray, u: FloatArray, classes: npt.NDArray[Any] | None
    ) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        if classes is None:
            return y, u
        if y.ndim == 2 and np.isnan(y).any():
            return self._of_pairs(y, u, classes)
        true = classes[_codes(y > 0.5)]
        if self.method == PREDICT:
            return true, classes[_codes(u > 0) if u.ndim == 1 else u.argmax(axis=1)]
        first = u.ndim == 1 and self.kwargs.get("pos_label", classes[1]) == classes[0]
        u = -u if first else u
        if self.method == PROBABILITY:
            return true, expit(u) if u.ndim == 1 else softmax(u, axis=1)
        return true, u

    def _of_pairs(
        self, y: FloatArray, u: FloatArray, classes: npt.NDArray[Any]
    ) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        if self.method != PREDICT:
            raise ValueError("decision values of pairs are not those of classes")
        t = len(classes)
        return classes[votes(y, t)], classes[votes(u, t)]


def _codes(member: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    return member.astype(np.intp) if member.ndim == 1 else member.argmax(axis=1)


def judge_for(scorer: Any, response: Response) -> Judge | None:
    """Give what judges the responses of a model as a scorer would judge the model.

    Parameters
    ----------
    scorer : None, str or scorer
        One that has a stand-in; None and scikit-learn's default scorer are accuracy.
    response : {"prediction", "logit", "margin"}

    Returns
    -------
    Judge or None
        None if it takes what the responses do not tell: probabilities, of margins.
    """
    parts: ScorerParts | None
    if is_default_score(scorer):
        parts = ScorerParts(accuracy_score, 1, {}, PREDICT)
    else:
        parts = parts_of(scorer)
    if parts is None:
        return None
    methods = parts.response_method
    methods = (methods,) if isinstance(methods, str) else tuple(methods)
    # of several the first that the model has
    known = [PREDICT, DECISION] + [PROBABILITY] * (response == "logit")
    method = next((method for method in methods if method in known), None)
    if method is None:
        return None
    return Judge(parts.function, parts.sign, parts.kwargs, method, response)
