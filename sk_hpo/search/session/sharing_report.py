"""The columns of `sharing_report`: what candidates shared, and why not more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sk_hpo.trial import History, SplitResult


def sharing_report(history: History) -> dict[str, Any]:
    """Return one row for each group of candidates and each reason to share nothing.

    Parameters
    ----------
    history : History

    Returns
    -------
    dict of str to ndarray
        Columns ``group`` (a number; -1 for candidates evaluated alone), ``rule`` (the
        rules at work), ``candidates`` (how many), ``fits`` (how many were run, all
        splits together), ``fits_saved``, ``seconds_saved`` (an estimate) and ``reason``
        (why not more was shared).
    """
    rows = [
        (number, *_of_group([history.trial(one) for one in members]))
        for number, members in enumerate(history.together)
    ]
    inside = {one for members in history.together for one in members}
    inside.update(one for ids in history.alone.values() for one in ids)
    others = [trial for trial in history.trials if trial.candidate.id not in inside]
    remembering = [t for t in others if any(split.sharing for split in t.results)]
    if remembering:
        rows.append((-1, *_of_group(remembering)))
    for reason, ids in history.alone.items():
        summed = _of_group([history.trial(one) for one in ids])
        rows.append((-1, *summed[:-1], reason))
    rows = [row for row in rows if row[2]]  # those with complete candidates
    names = ("group", "rule", "candidates", "fits", "fits_saved", "seconds_saved")
    kinds = (int, object, int, int, int, float, object)
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    return {
        name: np.array(column, dtype=kind)
        for name, column, kind in zip((*names, "reason"), columns, kinds, strict=True)
    }


def _of_group(trials: Iterable[Any]) -> tuple[str, int, int, int, float, str]:
    complete = [trial for trial in trials if trial is not None]
    results: list[SplitResult] = [
        split for trial in complete for split in trial.results
    ]
    shared = [result.sharing for result in results if result.sharing is not None]
    rules = dict.fromkeys(name for one in shared for name in one.by)
    reasons = dict.fromkeys(one.declined for one in shared if one.declined)
    n_fits = sum(result.n_fits for result in results)
    return (
        ", ".join(rules),
        len(complete),
        n_fits,
        len(results) - n_fits,
        sum(one.seconds_saved for one in shared),
        "; ".join(reasons),
    )
