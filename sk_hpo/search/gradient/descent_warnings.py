"""What GradSearchCV tells of a space, and of what came of its descents."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sklearn.exceptions import ConvergenceWarning

from sk_hpo.gradients.entries import flat
from sk_hpo.gradients.objective import FAILED
from sk_hpo.path import Path
from sk_hpo.space import Space
from sk_hpo.space.plain import is_number
from sk_hpo.space.same import same
from sk_hpo.strategies.gradient_descent import broken_promise, promised_at
from sk_hpo.strategies.numerical_descent import SMALL
from sk_hpo.trial import History, Trial

# The caller of who calls these.
LEVEL = 3


def warn_of_no_range(name: str, space: Space, n_iter: int) -> None:
    """Warn of a space without a range, and name what would serve better.

    Parameters
    ----------
    name : str
        The search's class.
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
        "search_spaces has no continuous parameter, so there is nothing to descend in: "
        f"{name} only goes from neighbour to neighbour. {better}, and would serve "
        "better. A list is so many choices, and a range is one of integers if both its "
        "ends are int: for a range of reals, write (1.0, 100.0), or (0.001, 10.0, "
        "'log-uniform')",
        UserWarning,
        stacklevel=LEVEL,
    )


def warn_of_integers(space: Space, whole: Sequence[str]) -> None:
    """Warn of ranges of integers beside others, which reals would have descended.

    Parameters
    ----------
    space : Space
    whole : sequence of str
        As `branches_of` names them.
    """
    if not whole or not _has_range(space):
        return  # of a space without a range more is said
    names = ", ".join(map(repr, whole))
    warnings.warn(
        f"{names}: searched as whole numbers, since both ends are int, and so not "
        "descended: for reals, write (1.0, 100.0)",
        UserWarning,
        stacklevel=LEVEL,
    )


def warn_of_faults(history: History) -> None:
    """Warn of a descent that ended by an error where real fits have none."""
    faulty = next(_faulty(history), None)
    if faulty is not None:
        warnings.warn(
            f"{faulty.reason}. Real fits have not, so the search went on by their "
            "scores; this is likely an error in sk_hpo that is worth reporting",
            RuntimeWarning,
            stacklevel=LEVEL,
        )


def warn_of_broken_promise(history: History) -> None:
    """Warn if no real fit has the score that a descent predicts."""
    broken = broken_promise(history)
    if broken is not None:
        predicted, real = broken
        warnings.warn(
            f"by the model's equations the best score is {predicted:.6g}, at "
            f"{_settings(promised_at(history))}, but real fits of what descents found "
            f"score {real:.6g} at most: the solver "
            "stops before its optimum (a greater max_iter or a smaller tol would "
            "help), the model is singular there, or some step draws random numbers "
            "anew in each fit (a random_state would help). The search went on from "
            "there by the scores of real fits.",
            ConvergenceWarning,
            stacklevel=LEVEL,
        )


def _settings(params: Mapping[str, Any]) -> str:
    """Write parameters in a few digits."""
    return ", ".join(f"{name}={_short(value)}" for name, value in params.items())


def _short(value: Any) -> str:
    """Write a number in a few digits; of what is no number or word, its class."""
    if is_number(value):
        return f"{value:.4g}"
    plain = isinstance(value, str | bool | None)
    return repr(value) if plain else type(value).__name__


def _has_range(space: Space) -> bool:
    return any(c.kind == "real" and c.size != 1 for c in space.coordinates)


def _faulty(history: History) -> Iterator[Path]:
    for path in history.paths:
        if path.reason.startswith(FAILED):
            trials = [t for t in history.trials if _is_of(path, t)]
            errors = [fold.fit_error for trial in trials for fold in trial.folds]
            if errors and all(error is None for error in errors):
                yield path


def _is_of(path: Path, trial: Trial) -> bool:
    """Whether a trial is of the branch of a descent."""
    values = {**flat(trial.candidate.params), **trial.candidate.params}
    return all(
        name in values and same(values[name], value)
        for name, value in path.fixed.items()
    )
