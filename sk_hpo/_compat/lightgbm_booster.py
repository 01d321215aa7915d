"""Boosters of LightGBM's estimators: truncate a fitted one to fewer iterations.

There is no public way to set the booster of an estimator. The text of a booster
contains its numbers exactly. Truncated after some iterations, it is the text of the
smaller booster, except for the parameter with the number of iterations.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

# Attributes that a trained booster has, but not one that was read from text.
TRAINED = ("best_iteration", "name_valid_sets")
ITERATIONS = "num_iterations"


def cut(fitted: Any, n_iterations: int) -> Any:
    """Return the booster of a fitted estimator as it was after some iterations."""
    from lightgbm import Booster

    whole = fitted._Booster
    text = whole.model_to_string(num_iteration=n_iterations)
    head, mark, tail = text.rpartition(f"[{ITERATIONS}: ")
    if not mark:
        raise LookupError("the text of the booster does not contain its parameters")
    rest = tail[tail.index("]") :]
    booster = Booster(model_str=f"{head}{mark}{n_iterations}{rest}")
    booster.params = {**whole.params, ITERATIONS: n_iterations}
    if ITERATIONS not in whole.params:
        del booster.params[ITERATIONS]
    for name in TRAINED:
        setattr(booster, name, getattr(whole, name))
    booster.best_score = defaultdict(whole.best_score.default_factory, whole.best_score)
    return booster


def hand_on(fitted: dict[str, Any], booster: Any, estimator: Any) -> None:
    """Set the fitted attributes of an estimator, and its booster."""
    others = estimator._other_params  # set_params sets these, not fit
    vars(estimator).update(fitted)
    estimator._other_params = others
    estimator._Booster = booster
