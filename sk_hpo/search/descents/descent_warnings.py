"""The warnings of GradSearchCV about a space and about its descents."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sklearn.exceptions import ConvergenceWarning

from sk_hpo.descent_path import Path
from sk_hpo.gradients.cross_validated_loss import FAILED
from sk_hpo.history import History
from sk_hpo.search.descents.branches import is_in_branch
from sk_hpo.space import Space
from sk_hpo.space.plain_values import is_number
from sk_hpo.strategies.numerical_descent import SMALL
from sk_hpo.strategies.predicted_scores import best_predicted, missed_prediction

# The caller of the function that warns.
LEVEL = 3


def warn_of_no_range(name: str, space: Space, n_iter: int) -> None:
    """Warn if a space has no range of reals, and name a better search.

    Parameters
    ----------
    name : str
        The class of the search.
    space : Space
    n_iter : int
    """
    n = space.n_candidates
    if n == 1 or _has_range(space):
        return
    better = "BayesSearchCV models the scores of such spaces"
    if n <= max(n_iter, SMALL):
        better = f"GridSearchCV2 evaluates all {n} candidates"
    warnings.warn(
        f"search_spaces has no continuous parameter, so {name} can only move from one "
        f"value to the next. {better}, and is the better choice here. A list is a "
        "choice of values, and a range whose ends are both int is a range of integers: "
        "for a range of reals, write (1.0, 100.0) or (0.001, 10.0, 'log-uniform')",
        stacklevel=LEVEL,
    )


def warn_of_integers(space: Space, integers: Sequence[str]) -> None:
    """Warn about integer ranges whose gradient would be used if they were reals.

    Parameters
    ----------
    space : Space
    integers : sequence of str
        Those of `Branches`.
    """
    if not integers or not _has_range(space):
        return  # `warn_of_no_range` covers spaces without a range
    names = ", ".join(map(repr, integers))
    warnings.warn(
        f"search_spaces: both ends of {names} are int, so integers are searched, and "
        "the gradient is not used. For a range of reals, write (1.0, 100.0)",
        stacklevel=LEVEL,
    )


def warn_of_faults(history: History) -> None:
    """Warn if a descent failed in a branch where real fits do not fail."""
    faulty = next(_faulty(history), None)
    if faulty is not None:
        warnings.warn(
            f"{faulty.reason}. Fits by scikit-learn do not fail, so the search "
            "continued with their scores. This is probably a bug in sk_hpo: please "
            "report it",
            RuntimeWarning,
            stacklevel=LEVEL,
        )


def warn_of_missed_prediction(history: History) -> None:
    """Warn if real fits do not have the score that a descent predicts."""
    missed = missed_prediction(history)
    if missed is not None:
        predicted, real = missed
        warnings.warn(
            f"The model's equations predict a score of {predicted:.6g} at "
            f"{_settings(best_predicted(history))}, but the best score of the real "
            f"fits that followed is {real:.6g}. Possible reasons: the solver stops "
            "before its optimum (increase max_iter or decrease tol), the model is "
            "singular there, or a step draws new random numbers in each fit (set its "
            "random_state). The search continued from there with the scores of real "
            "fits.",
            ConvergenceWarning,
            stacklevel=LEVEL,
        )


def _settings(params: Mapping[str, Any]) -> str:
    """Format parameters with a few digits."""
    return ", ".join(f"{name}={_short(value)}" for name, value in params.items())


def _short(value: Any) -> str:
    """Format a number with a few digits, and an object by its class."""
    if is_number(value):
        return f"{value:.4g}"
    plain = isinstance(value, str | bool | None)
    return repr(value) if plain else type(value).__name__


def _has_range(space: Space) -> bool:
    return any(c.kind == "real" and c.size != 1 for c in space.coordinates)


def _faulty(history: History) -> Iterator[Path]:
    for path in history.paths:
        if path.reason.startswith(FAILED):
            trials = [t for t in history.trials if is_in_branch(t.params, path.fixed)]
            errors = [split.fit_error for trial in trials for split in trial.results]
            if errors and all(error is None for error in errors):
                yield path
