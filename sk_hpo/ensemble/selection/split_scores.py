"""The score of given responses: the mean over the splits, as a search scores."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_scorer import only
from sk_hpo._compat.sklearn_search import check_method_params, take_rows
from sk_hpo.ensemble.selection.given_responses import GivenNumbers, GivenVotes
from sk_hpo.evaluate.scorer_copies import handed_out
from sk_hpo.problem import Problem
from sk_hpo.sharing.memory.kept_warnings import Recorder
from sk_hpo.sharing.scoring.quick_scores import QuickScores
from sk_hpo.trial import rounded


class SplitScores:
    """Scores responses to the test rows of all splits.

    Parameters
    ----------
    problem : Problem
        With its splits.
    metric : str
        The one that counts, if the scorer gives several.
    classes : ndarray or None
    kind : type
        The estimator that has the responses.
    """

    def __init__(
        self,
        problem: Problem,
        metric: str,
        classes: Any,
        kind: type[GivenNumbers | GivenVotes],
    ) -> None:
        self._metric = metric
        self._classes = classes
        self._kind = kind
        self._scorer = only(problem.scorer, metric)
        self._rows = [_test_data(problem, test) for _, test in problem.splits]
        recorder = Recorder(records=True)
        self._quick = [
            QuickScores(self._scorer, y, params, recorder)
            for _, y, params in self._rows
        ]

    def score(self, responses: Sequence[np.ndarray]) -> float:
        """Return the mean score over the splits, to 10 significant digits.

        Parameters
        ----------
        responses : sequence of ndarray of shape (n_test,) or (n_test, n_classes)
            One for each split.

        Returns
        -------
        float
            -inf if it is not a number.
        """
        scores = [self._on_split(*one) for one in enumerate(responses)]
        mean = sum(scores) / len(scores)
        return -math.inf if math.isnan(mean) else rounded(mean)

    def _on_split(self, split: int, values: np.ndarray) -> float:
        X, y, params = self._rows[split]
        given = self._kind(X, values, self._classes)

        def own() -> Any:
            estimator, [(rows, targets, others)] = handed_out(
                self._scorer, given, [(X, y, params)], known=True, as_lent=_itself
            )
            return self._scorer(estimator, rows, targets, **others)

        found = self._quick[split].score(given, X, own)
        return float(found[self._metric] if isinstance(found, Mapping) else found)


def _test_data(problem: Problem, test: Any) -> tuple[Any, Any, dict[str, Any]]:
    X, y = take_rows(problem.X, problem.y, test)
    params = dict(problem.score_params)
    return X, y, check_method_params(problem.X, params=params, indices=test)


def _itself(data: Any) -> Any:
    return data
