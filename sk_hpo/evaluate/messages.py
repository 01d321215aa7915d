"""The lines that scikit-learn prints for each fit, for shared fits and for levels."""

from __future__ import annotations

from joblib import logger

from sk_hpo.evaluate.workplace import Round, Unit, Workplace
from sk_hpo.trial import SplitResult

WIDTH = 80


def print_fit(
    workplace: Workplace, now: Round, unit: Unit, result: SplitResult
) -> None:
    """Print that a fit began and how it ended, if `verbose` says so."""
    print_start(workplace, now, unit)
    print_end(workplace, now, unit, result)


def print_start(workplace: Workplace, now: Round, unit: Unit) -> None:
    """Print that a fit begins, if `verbose` says so."""
    if workplace.verbose < 10:
        return
    text = f"[CV{_progress(workplace, now, unit)}] START {_params(workplace, unit)}"
    print(f"{text}{(WIDTH - len(text)) * '.'}")  # noqa: T201


def print_end(
    workplace: Workplace, now: Round, unit: Unit, result: SplitResult
) -> None:
    """Print how a fit ended, if `verbose` says so."""
    if workplace.verbose < 2:
        return
    text = _params(workplace, unit)
    text += ";" if text else ""
    if workplace.verbose > 2:
        text += _scores(result)
    seconds = logger.short_format_time(result.fit_time + result.score_time)
    text += f" total time={seconds}"
    start = f"[CV{_progress(workplace, now, unit)}] END "
    dots = "." * (WIDTH - len(start) - len(text))
    print(f"{start}{dots}{text}")  # noqa: T201


def _progress(workplace: Workplace, now: Round, unit: Unit) -> str:
    if workplace.verbose < 3:
        return ""
    n_splits = workplace.problem.n_splits
    text = f" {unit.split % n_splits + 1}/{n_splits}"
    if workplace.verbose > 9 and now.n_candidates:
        text += f"; {unit.candidate - now.first + 1}/{now.n_candidates}"
    return text


def _params(workplace: Workplace, unit: Unit) -> str:
    texts = [f"{name}={unit.params[name]}" for name in sorted(unit.params)]
    if workplace.problem.n_row_levels > 1:
        train, _ = workplace.problem.splits[unit.split]
        texts.append(f"n_samples={len(train)}")
    return ", ".join(texts)


def _scores(result: SplitResult) -> str:
    test, train = result.test_scores, result.train_scores
    if not isinstance(test, dict):
        return f", score={_one(test, train)}"
    trains = train if isinstance(train, dict) else {}
    pairs = ((name, test[name], trains.get(name)) for name in sorted(test))
    return "".join(f" {name}: {_one(*scores, always=True)}" for name, *scores in pairs)


def _one(test: object, train: object, *, always: bool = False) -> str:
    """Format scores as scikit-learn does: the number alone for a single metric."""
    if train is not None:
        return f"(train={train:.3f}, test={test:.3f})"
    return f"(test={test:.3f})" if always else f"{test:.3f}"
