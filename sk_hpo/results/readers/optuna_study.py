"""An Optuna study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo.results.results import STOPPED, FloatArray, Results, made

STATES = {"COMPLETE": "complete", "PRUNED": STOPPED, "FAIL": "failed"}


def reads(source: Any) -> bool:
    """Return whether an object is a study."""
    package = type(source).__module__.partition(".")[0]
    return package == "optuna" and hasattr(source, "trials")


def read(source: Any, name: str, metric: str | None) -> Results:
    """Return the results of a study's finished trials.

    The value of a study that minimises is taken as a loss: its negative is the score.
    If each value is the mean of the trial's intermediate values, at the same steps in
    all trials, then these are the scores of the splits, as `to_optuna` writes them.

    Raises
    ------
    ValueError
        If the study has several objectives, or no finished trial.
    """
    if len(source.directions) != 1:
        raise ValueError(
            f"{name} must be a study with one objective, got "
            f"{len(source.directions)} of them"
        )
    trials = [trial for trial in source.trials if trial.state.name in STATES]
    if not trials:
        raise ValueError(f"{name} is a study without a finished trial")
    sign = 1.0 if source.directions[0].name == "MAXIMIZE" else -1.0
    done = [trial.state.name == "COMPLETE" for trial in trials]
    values = [
        sign * trial.value if complete else np.nan
        for trial, complete in zip(trials, done, strict=True)
    ]
    seconds = [
        np.nan if trial.duration is None else trial.duration.total_seconds()
        for trial in trials
    ]
    return made(
        [trial.params for trial in trials],
        "score",
        {"score": values},
        _splits(trials, values, sign),
        stopped=[STATES[trial.state.name] == STOPPED for trial in trials],
        numbers=np.array([trial.number for trial in trials]),
        fit_seconds=np.array(seconds),
    )


def _splits(
    trials: Sequence[Any], values: Sequence[float], sign: float
) -> dict[str, FloatArray] | None:
    """Return the scores of the splits, or None if they are not known."""
    n_splits = max(len(trial.intermediate_values) for trial in trials)
    scores = np.full((len(trials), n_splits), np.nan)
    for row, trial in enumerate(trials):
        for step, value in trial.intermediate_values.items():
            if not 0 <= step < n_splits:
                return None
            scores[row, step] = sign * value
    done = np.isfinite(values)
    if not n_splits:
        return None
    means = scores[done].mean(axis=1)
    return {"score": scores} if np.allclose(means, np.array(values)[done]) else None
