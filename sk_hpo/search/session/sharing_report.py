"""The columns of `sharing_report`: what candidates shared, and why not more."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.history import History

COLUMNS = {
    "group": int,
    "rule": object,
    "candidates": int,
    "fits": int,
    "fits_saved": int,
    "seconds_saved": float,
    "reason": object,
}


def sharing_report(history: History) -> dict[str, Any]:
    """Return one row for each group of candidates and each reason to share nothing.

    Parameters
    ----------
    history : History

    Returns
    -------
    dict of str to ndarray
        Columns ``group`` (a number; -1 for candidates evaluated alone, and for those
        suggested one after another, which share with earlier ones), ``rule`` (the rules
        at work), ``candidates`` (how many), ``fits`` (how many were run, all splits
        together), ``fits_saved``, ``seconds_saved`` (an estimate) and ``reason`` (why
        not more was shared). Candidates evaluated alone have no rule and no seconds.
    """
    groups = [(number, ids, "") for number, ids in enumerate(history.together)]
    planned = {
        one for ids in [*history.together, *history.alone.values()] for one in ids
    }
    others = [trial for trial in history.closed if trial.candidate.id not in planned]
    sharing = [t for t in others if any(split.sharing for split in t.results)]
    groups.append((-1, tuple(trial.candidate.id for trial in sharing), ""))
    groups += [(-1, tuple(ids), reason) for reason, ids in history.alone.items()]
    rows = [_row(history, *group) for group in groups]
    complete = [row for row in rows if row["candidates"]]
    return {
        name: np.array([row[name] for row in complete], dtype=kind)
        for name, kind in COLUMNS.items()
    }


def _row(
    history: History, number: int, ids: tuple[int, ...], reason: str
) -> dict[str, Any]:
    closed = [t for t in map(history.closed_trial, ids) if t is not None]
    results = [split for trial in closed for split in trial.results]
    shared = [result.sharing for result in results if result.sharing is not None]
    if reason:
        # Evaluated alone. Results from a checkpoint say what the search shared that
        # recorded them.
        shared = []
    rules = dict.fromkeys(name for one in shared for name in one.by)
    declined = dict.fromkeys(one.declined for one in shared if one.declined)
    n_fits = sum(result.n_fits for result in results)
    return {
        "group": number,
        "rule": ", ".join(rules),
        "candidates": len(closed),
        "fits": n_fits,
        "fits_saved": len(results) - n_fits,
        "seconds_saved": sum(one.seconds_saved for one in shared),
        "reason": reason or "; ".join(declined),
    }
