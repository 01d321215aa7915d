"""Scores of many candidates on the same rows, by quick metrics where there are any.

A scorer is split into the responses that it takes from the estimator and the metrics
that it passes them to. For each set of rows, the result is first compared with that of
the scorer, and then relied on if it is equal bit for bit. The same holds for each quick
metric and scikit-learn's function. In all other cases scikit-learn's scorer is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from sklearn import get_config
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.pipeline import Pipeline

from sk_hpo._compat.sklearn_scorer import is_default_score, parts_of, scorers_of
from sk_hpo.metrics.metric import Metric, NotPlainError, Prepared, metric_for
from sk_hpo.registry import is_exactly
from sk_hpo.sharing.memory.kept_warnings import Recorder, give
from sk_hpo.sharing.rule import DeclinedError

NOTHING: Mapping[str, Any] = MappingProxyType({})

PREDICT = ("predict",)
# A scorer that asks for one of these gets the column of the second of two classes.
PROBABILITIES = "predict_proba"
METHODS = {"predict", PROBABILITIES, "decision_function"}


class QuickScores:
    """The scores of estimators on some rows.

    Parameters
    ----------
    scorer : callable
        The scorer of the search, as scikit-learn makes it.
    y : array-like or None
        The true values.
    params : mapping
        The further arguments of the scorer.
    recorder : Recorder
        Records the warnings of a response that is needed twice.
    """

    def __init__(
        self, scorer: Any, y: Any, params: Mapping[str, Any], recorder: Recorder
    ) -> None:
        self._recorder = recorder
        self._parts: dict[str, _MetricOnRows] = {}
        self._several = False
        self._relied_on = False
        config = get_config()
        plain = not (config["enable_metadata_routing"] or config["array_api_dispatch"])
        if y is not None and not params and plain:
            with suppress(Exception):  # then scikit-learn's scorer is called
                named = scorers_of(scorer)
                self._several = named is not None
                each = {"": scorer} if named is None else named
                self._parts = {k: _taken_apart(one, y) for k, one in each.items()}

    def score(self, estimator: Any, X: Any, own: Callable[[], Any]) -> Any:
        """Return the score, or those of several metrics.

        Parameters
        ----------
        estimator : estimator
            Fitted.
        X : array-like
            The rows.
        own : callable
            Calls scikit-learn's scorer for the estimator and the rows.
        """
        if not self._parts:
            return own()
        if not self._relied_on:
            theirs = own()
            self._compare(estimator, X, theirs)
            return theirs
        try:
            with self._recorder.block() as caught:
                scores = self._scores(estimator, X)
            give(caught)
        except Exception:  # noqa: BLE001  scikit-learn reports what is wrong
            return own()
        return scores if self._several else scores[""]

    def _scores(
        self, estimator: Any, X: Any, theirs: Mapping[str, Any] = NOTHING
    ) -> dict[str, Any]:
        responses = _Responses(estimator, X)
        return {
            name: part.score(responses, theirs.get(name))
            for name, part in self._parts.items()
        }

    def _compare(self, estimator: Any, X: Any, theirs: Any) -> None:
        """Use the parts from now on if they give scikit-learn's scores."""
        expected = theirs if self._several else {"": theirs}
        # the scorer may fail, and so may this
        with suppress(Exception), self._recorder.block():
            ours = self._scores(estimator, X, expected)
            self._relied_on = all(same(ours[name], expected[name]) for name in ours)
        if not self._relied_on:
            self._parts = {}


def same(a: Any, b: Any) -> bool:
    """Return whether two scores are the same float, to the last bit."""
    return type(a) is type(b) is float and a.hex() == b.hex()


@dataclass(eq=False)
class _MetricOnRows:
    """One metric on the rows.

    Parameters
    ----------
    y : array-like
        The true values.
    function : callable or None
        scikit-learn's function; None if it is not yet known for `own_score`.
    sign : int
    kwargs : mapping
        The keyword arguments of the function.
    methods : tuple of str
        The first of these that an estimator has gives the response.
    pos_label : object
        If not None, it has to be one of two classes.
    metric : Metric or None
    own_score : bool
        Whether the scorer is the estimator's ``score``. The function depends on whether
        it is a classifier or a regressor.
    """

    y: Any
    function: Callable[..., Any] | None = None
    sign: int = 1
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    methods: tuple[str, ...] = PREDICT
    pos_label: Any = None
    metric: Metric | None = None
    own_score: bool = False
    _trusted: bool = False
    _kind: type | None = None
    _prepared: Prepared | None = None

    def score(self, responses: _Responses, theirs: Any) -> Any:
        """Return the metric of a response; scikit-learn's if the response isn't plain.

        `theirs` is the result of scikit-learn's scorer if it is known, else None.
        """
        if self.own_score:
            self._find_function(_last(responses.estimator))
        response = responses.of(self)
        try:
            ours = self._quick(response)
        except (NotPlainError, ArithmeticError):
            return self._own(response)
        if not self._trusted:
            expected = self._own(response) if theirs is None else theirs
            self._trusted = same(ours, expected)
        if self._trusted:
            return ours
        self.metric = None
        return self._own(response)

    def _find_function(self, estimator: Any) -> None:
        if type(estimator) is self._kind:
            return
        function = _of_own_score(estimator)
        if self.function is None:
            self.function, self.metric = function, metric_for(function)
        if function is not self.function:
            raise DeclinedError(
                "the score method computes another metric than that of an earlier "
                "estimator"
            )
        self._kind = type(estimator)

    def _own(self, response: Any) -> Any:
        assert self.function is not None
        score = self.sign * self.function(self.y, response, **self.kwargs)
        return score.item() if isinstance(score, np.generic) else score

    def _quick(self, response: Any) -> float:
        if self.metric is None:
            raise NotPlainError("there is no quick metric for these rows")
        with np.errstate(all="raise"):
            if self._prepared is None:
                metric, self.metric = self.metric, None
                self._prepared = metric.prepare(self.y, self.kwargs)
                self.metric = metric
            return self.sign * self._prepared(response)


# Their ``score`` is that of all classifiers, except for its documentation or X=None.
WITH_THAT_OF_CLASSIFIERS = (
    "sklearn.neighbors.KNeighborsClassifier",
    "sklearn.neighbors.RadiusNeighborsClassifier",
)


def _taken_apart(scorer: Any, y: Any) -> _MetricOnRows:
    if is_default_score(scorer):
        return _MetricOnRows(y, own_score=True)
    parts = parts_of(scorer)
    metric = None if parts is None else metric_for(parts.function)
    if parts is None or metric is None or not parts.kwargs.keys() <= {*metric.takes}:
        raise DeclinedError("the scorer is not one of scikit-learn's")
    methods = parts.response_method
    methods = (methods,) if isinstance(methods, str) else tuple(methods)
    if not METHODS.issuperset(methods):
        raise DeclinedError("the response method is not a known one")
    pos_label = parts.kwargs.get("pos_label", metric.pos_label)
    if pos_label is not None and methods != PREDICT:
        raise DeclinedError("the response may be that of another class")
    taken = parts.function, parts.sign, parts.kwargs
    return _MetricOnRows(y, *taken, methods, pos_label, metric)


def _last(estimator: Any) -> Any:
    """Return the last step of a Pipeline, which scores the rows that reach it."""
    while type(estimator) is Pipeline:
        estimator = estimator.steps[-1][1]
    return estimator


def _of_own_score(estimator: Any) -> Callable[..., Any]:
    """Return the metric in the estimator's ``score``."""
    from sklearn.metrics import accuracy_score, r2_score

    own = type(estimator).score
    if own is ClassifierMixin.score or any(
        is_exactly(estimator, path) for path in WITH_THAT_OF_CLASSIFIERS
    ):
        return cast(Callable[..., Any], accuracy_score)
    if own is RegressorMixin.score:
        return cast(Callable[..., Any], r2_score)
    raise DeclinedError("the estimator has its own score method")


@dataclass(eq=False)
class _Responses:
    """The responses of an estimator to the rows; each method is called once."""

    estimator: Any
    X: Any
    _kept: dict[str, Any] = field(default_factory=dict)

    def of(self, part: _MetricOnRows) -> Any:
        """Return the response as a scorer gives it to its metric."""
        name = next(name for name in part.methods if hasattr(self.estimator, name))
        classes = None if part.own_score else self._classes()
        labels = [] if classes is None else classes.tolist()
        two = len(labels) == 2
        if two and part.pos_label is not None and part.pos_label not in labels:
            raise DeclinedError("scikit-learn rejects this pos_label")
        if name not in self._kept:
            self._kept[name] = getattr(self.estimator, name)(self.X)
        response = self._kept[name]
        if name == PROBABILITIES:
            if classes is None or response.shape != (len(response), len(classes)):
                raise DeclinedError("not a column for each class")
            return response[:, 1] if two else response
        return response

    def _classes(self) -> Any:
        """Return the classes of a classifier, None of a regressor."""
        last = _last(self.estimator)
        if isinstance(last, ClassifierMixin):
            classes = last.classes_
            if type(classes) is np.ndarray and classes.ndim == 1:
                return classes
        elif isinstance(last, RegressorMixin):
            return None
        raise DeclinedError("neither a plain classifier nor a regressor")
