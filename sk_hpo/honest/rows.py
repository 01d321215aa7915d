"""The candidates' predictions for rows that they have not seen, with their scorer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import clone, is_classifier
from sklearn.metrics import accuracy_score, r2_score
from sklearn.utils.multiclass import type_of_target

from sk_hpo._compat.sklearn_scorer import ScorerParts, is_default_score, parts_of
from sk_hpo.ensemble.out_of_fold import table_of
from sk_hpo.ensemble.searched_problem import searched_problem
from sk_hpo.honest.corrected_test import FloatArray
from sk_hpo.metrics.metric import NotPlainError, metric_for
from sk_hpo.results import Results

NO_METRIC = (
    "search: its scorer {!r} is not one that make_scorer made, so it can't score "
    "predictions. Leave out X and y, or use method='split_bootstrap'"
)
NO_RESPONSE = (
    "search: the best candidate has none of the methods {} that its scorer calls"
)


@dataclass(frozen=True)
class Rows:
    """Responses of candidates for all rows, by models that have not seen them.

    Parameters
    ----------
    y : ndarray of shape (n, ...)
        The targets.
    responses : ndarray of shape (q, n, ...)
        What the metric takes as predictions.
    metric : ScorerParts
        The metric, its sign, and its other arguments.
    classes : ndarray of shape (c,)
        The classes in `y`; none if it has numbers.
    """

    y: npt.NDArray[Any]
    responses: npt.NDArray[Any]
    metric: ScorerParts
    classes: npt.NDArray[Any]

    def scores(self, rows: npt.NDArray[np.int64]) -> FloatArray:
        """Return the score of each candidate on some of the rows, (q,)."""
        score = self._on(rows)
        return np.array([score(response[rows]) for response in self.responses])

    def score(self, candidate: int, rows: npt.NDArray[np.int64]) -> float:
        """Return the score of one candidate on some of the rows."""
        return self._on(rows)(self.responses[candidate][rows])

    def _on(self, rows: npt.NDArray[np.int64]) -> Callable[[Any], float]:
        """Return the score on some rows: by the quick metric, if there is one."""
        metric, y = self.metric, self.y[rows]

        def plainly(response: Any) -> float:
            return metric.sign * float(metric.function(y, response, **metric.kwargs))

        quick = metric_for(metric.function)
        if quick is None or not {*metric.kwargs} <= {*quick.takes}:
            return plainly
        try:
            prepared = quick.prepare(y, metric.kwargs)
        except NotPlainError:
            return plainly

        def quickly(response: Any) -> float:
            try:
                with np.errstate(all="raise"):
                    return metric.sign * prepared(response)
            except (NotPlainError, FloatingPointError):
                return plainly(response)

        return quickly


def rows_of(
    search: Any,
    X: Any,
    y: Any,
    read: Results,
    candidates: npt.NDArray[np.intp],
    **params: Any,
) -> Rows:
    """Return the responses of a search's candidates, by fitting them again.

    `candidates` are rows of its table, and `params` the other arguments of its ``fit``.

    Raises
    ------
    TypeError
        If there are results only, and no search.
    ValueError
        If predictions can't be scored by the metric of the search.
    """
    if not hasattr(search, "scoring") or not hasattr(search, "fit"):
        raise TypeError(
            "search must be a fitted search if X and y are given, since its candidates "
            f"are fitted again; got {type(search).__name__}"
        )
    metric = _metric(search, read)
    method = _response_method(search, metric, read)
    problem = searched_problem(search, X, y, params)
    responses, _ = table_of(search, problem, candidates, method)
    y = np.asarray(y)
    if method != "predict" and type_of_target(y) == "binary":
        responses = _of_the_positive_class(responses, y, metric)
    # rows that no split tests have no response
    values = responses.reshape(len(candidates), len(y), -1)
    missing = values.dtype.kind == "f" and np.isnan(values).any(axis=(0, 2))
    tested = np.broadcast_to(~np.asarray(missing), len(y))
    y = y[tested]
    return Rows(y, responses[:, tested], metric, _classes(search, y))


def _classes(search: Any, y: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the classes in `y`: labels may be floats, and numbers may be whole."""
    is_class = is_classifier(search.estimator) or y.dtype.kind in "OSUb"
    if is_class and not type_of_target(y).startswith("continuous"):
        return np.unique(y)
    return y[:0]


def _metric(search: Any, read: Results) -> ScorerParts:
    """Return the metric that scored the candidates, as a function of predictions."""
    scorer = read.scoring.get(read.metric, search.scoring)
    if is_default_score(scorer):
        is_class = is_classifier(search.estimator)
        return ScorerParts(accuracy_score if is_class else r2_score, 1, {}, "predict")
    metric = parts_of(scorer)
    if metric is None:
        raise ValueError(NO_METRIC.format(scorer))
    return metric


def _response_method(search: Any, metric: ScorerParts, read: Results) -> str:
    """Return the method whose responses the metric takes, as its scorer chooses it."""
    best = clone(search.estimator)
    if read.best is not None:
        best.set_params(**clone(read.params[read.best], safe=False))
    known = metric.response_method
    wanted = (known,) if isinstance(known, str) else known
    for name in wanted:
        if hasattr(best, name):
            return name
    raise ValueError(NO_RESPONSE.format(", ".join(wanted)))


def _of_the_positive_class(
    responses: npt.NDArray[Any], y: npt.NDArray[Any], metric: ScorerParts
) -> npt.NDArray[Any]:
    """Return one column for two classes, as scikit-learn's scorers do."""
    classes = np.unique(y)
    known = signature(metric.function).parameters.get("pos_label")
    positive = metric.kwargs.get("pos_label", known and known.default)
    is_second = positive is None or positive == classes[1]
    if responses.ndim == 3:
        return np.asarray(responses[:, :, int(is_second)])
    return responses if is_second else -responses
