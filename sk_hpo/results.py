"""Turn the history into the dicts that scikit-learn's formatting helpers take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sk_hpo.trial import SplitResult, Trial


def rows(trials: Iterable[Trial]) -> list[dict[str, Any]]:
    """Return one dict per split, like those of ``_fit_and_score``, by candidate."""
    return [_row(split) for trial in trials for split in trial.results]


def _row(split: SplitResult) -> dict[str, Any]:
    row = {
        "fit_error": split.fit_error,
        "test_scores": split.test_scores,
        "n_test_samples": split.n_test_samples,
        "fit_time": split.fit_time,
        "score_time": split.score_time,
    }
    if split.train_scores is not None:
        row["train_scores"] = split.train_scores
    return row
