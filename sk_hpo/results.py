"""Turn the history into the dicts that scikit-learn's formatting helpers take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sk_hpo.trial import FoldResult, Trial


def rows(trials: Iterable[Trial]) -> list[dict[str, Any]]:
    """Return one dict per fold, like those of ``_fit_and_score``, by candidate."""
    return [_row(fold) for trial in trials for fold in trial.folds]


def _row(fold: FoldResult) -> dict[str, Any]:
    row = {
        "fit_error": fold.fit_error,
        "test_scores": fold.test_scores,
        "n_test_samples": fold.n_test_samples,
        "fit_time": fold.fit_time,
        "score_time": fold.score_time,
    }
    if fold.train_scores is not None:
        row["train_scores"] = fold.train_scores
    return row
