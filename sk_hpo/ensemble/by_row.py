"""Responses of all splits in the order of the rows, one value a candidate and row."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.ensemble.classes import Classes
from sk_hpo.ensemble.evaluation import labels_of
from sk_hpo.ensemble.respond import Response

NO_MAJORITY = (
    "cv has rows as test rows of several splits, and {} returns labels that are not "
    "those of y, so that there is no majority. Use method='predict_proba', or splits "
    "that test each row once"
)


class ByRow:
    """Collects the responses of candidates by row.

    Several responses to one row become their mean, or the label that most of them have.

    Parameters
    ----------
    n_candidates : int
    times_tested : ndarray of shape (n_samples,)
        How many responses a row gets.
    classes : ndarray, list of ndarray or None
    method : str
    """

    def __init__(
        self, n_candidates: int, times_tested: np.ndarray, classes: Classes, method: str
    ) -> None:
        self._shape = (n_candidates, len(times_tested))
        self._several = bool((times_tested > 1).any())
        self._classes = classes
        self._method = method
        self._counts = np.zeros(self._shape, dtype=np.int32)
        self._values: Any = None
        self._is_vote = False

    def add(self, candidate: int, rows: np.ndarray, response: Response) -> None:
        """Add the response of a candidate to the test rows of a split."""
        np.add.at(self._counts[candidate], rows, 1)
        if not self._several:
            values = labels_of(response, self._classes)
            self._room_for(values)[candidate][rows] = values
        elif self._method == "predict" and self._classes is not None:
            self._vote(candidate, rows, response)
        else:
            values = np.asarray(response.values, dtype=float)
            np.add.at(self._room_for(values)[candidate], rows, values)

    def _vote(self, candidate: int, rows: np.ndarray, response: Response) -> None:
        if not response.coded:
            raise ValueError(NO_MAJORITY.format(self._method))
        assert self._classes is not None
        self._is_vote = True
        if self._values is None:
            self._values = np.zeros((*self._shape, len(self._classes)), np.int32)
        votes: Any = rows, response.values
        np.add.at(self._values[candidate], votes, 1)

    def _room_for(self, values: np.ndarray) -> np.ndarray:
        """Return the array of all responses, with a type that holds these too."""
        shape = (*self._shape, *values.shape[1:])
        if self._values is None:
            self._values = np.zeros(shape, values.dtype)
        if self._values.shape != shape:
            raise ValueError(
                f"{self._method} returns arrays of different shapes for the candidates,"
                f" {self._values.shape[2:]} and {values.shape[1:]} for each row: take "
                "those of one candidate (k=1), or another method"
            )
        if self._values.dtype != values.dtype:
            joint = np.result_type(self._values, values)
            self._values = self._values.astype(joint, copy=False)
        found: np.ndarray = self._values
        return found

    def table(self) -> np.ndarray:
        """Return the responses, NaN where there are none.

        Returns
        -------
        ndarray of shape (n_candidates, n_samples, ...)
        """
        missing = self._counts == 0
        values = self._values
        if self._is_vote:
            assert self._classes is not None
            # the first of several with most votes, as in a VotingClassifier
            values = np.asarray(self._classes)[values.argmax(axis=2)]
        elif self._several:
            counts = np.maximum(self._counts, 1)
            values /= counts.reshape(counts.shape + (1,) * (values.ndim - 2))
        if missing.any():
            is_number = values.dtype.kind in "iuf"
            if values.dtype.kind != "f":
                values = values.astype(float if is_number else object)
            values[missing] = np.nan
        found: np.ndarray = values
        return found
