"""What candidates contribute to an ensemble: probabilities, votes or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sk_hpo.ensemble.classes import PROBABILITIES
from sk_hpo.ensemble.evaluation import Evaluation
from sk_hpo.ensemble.respond import Response
from sk_hpo.ensemble.selection.given_responses import (
    GivenNumbers,
    GivenProbabilities,
    GivenVotes,
)

PREDICT = "predict"
# A response by method, candidate and split.
Found = dict[tuple[str, int, int], Response]


@dataclass(frozen=True)
class Library:
    """Candidates whose contributions an ensemble takes the weighted mean of.

    Parameters
    ----------
    candidates : list of int of length q
        Their numbers in the evaluation, the best first.
    contributions : list of ndarray of shape (q, n_test) or (q, n_test, n_classes)
        One array for each split: numbers, probabilities, or 1 for the class that is
        predicted and 0 for others.
    kind : type
        The estimator that has such a mean as its response.
    """

    candidates: list[int]
    contributions: list[np.ndarray]
    kind: type[GivenNumbers | GivenVotes]

    @property
    def soft(self) -> bool:
        """Whether contributions are probabilities."""
        return self.kind is GivenProbabilities


def libraries(evaluation: Evaluation) -> list[Library]:
    """Return the libraries that an ensemble may be selected from.

    For a regressor, and for a classifier all of whose candidates have probabilities,
    there is one. Otherwise one has the probabilities of those that have them, and one
    the votes of all. Candidates are left out if one of their fits failed.
    """
    found: Found = {}
    for one in evaluation.responses():
        for method, response in one.by_method.items():
            found[method, one.candidate, one.split] = response
    splits = range(len(evaluation.problem.splits))
    complete = [
        number
        for number in range(len(evaluation.candidates))
        if all((PREDICT, number, split) in found for split in splits)
    ]
    if evaluation.classes is None:
        return [_library(found, complete, splits, GivenNumbers)]
    with_probabilities = [
        number
        for number in complete
        if all(found[PROBABILITIES, number, s].values is not None for s in splits)
    ]
    made = []
    if with_probabilities:
        made.append(_library(found, with_probabilities, splits, GivenProbabilities))
    if len(with_probabilities) < len(complete):
        n_classes = len(evaluation.classes)
        made.append(_library(found, complete, splits, GivenVotes, n_classes))
    return made


def _library(
    found: Found,
    candidates: list[int],
    splits: Sequence[int],
    kind: type[GivenNumbers | GivenVotes],
    n_classes: int = 0,
) -> Library:
    method = PROBABILITIES if kind is GivenProbabilities else PREDICT
    contributions = []
    for split in splits:
        each = [found[method, number, split] for number in candidates]
        if kind is GivenVotes:
            arrays = [_votes(response, n_classes) for response in each]
        else:
            # a column of numbers may be of shape (n, 1)
            arrays = [np.asarray(one.values, dtype=float) for one in each]
            if kind is GivenNumbers:
                arrays = [values.reshape(-1) for values in arrays]
        contributions.append(np.stack(arrays))
    return Library(candidates, contributions, kind)


def _votes(response: Response, n_classes: int) -> np.ndarray:
    if not response.coded:
        raise ValueError(
            "search: a candidate predicts labels that y does not have, so its votes "
            "can't be counted"
        )
    votes: np.ndarray = np.eye(n_classes, dtype=np.float32)[response.values]
    return votes
