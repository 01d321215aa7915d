"""to_optuna: what a search has found as a study of Optuna."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sk_hpo.export.optuna_parameters import (
    StudyParameter,
    is_held,
    study_parameter,
    text_of,
)
from sk_hpo.results import Results, results_of
from sk_hpo.results.results import COMPLETE, FAILED, STOPPED
from sk_hpo.results.searched_values import searched_values, with_entries
from sk_hpo.space.plain_values import plain

if TYPE_CHECKING:
    import optuna

STATES = {COMPLETE: "COMPLETE", FAILED: "FAIL", STOPPED: "PRUNED"}
EXAMPLE = "'sqlite:///study.db'"


def to_optuna(
    search: Any, storage: Any = None, study_name: str | None = None
) -> optuna.Study:
    """Return the candidates of a search and their scores as a study of Optuna.

    Optuna's plots draw the study, and its dashboard shows it if it is in a storage.
    ``study.optimize`` can go on with it.

    Parameters
    ----------
    search : object
        A fitted search of sk_hpo, scikit-learn or scikit-optimize; its
        ``cv_results_``; a list of :class:`Trial`; a :class:`SavedSearch`, or the path
        of a checkpoint that holds one search; a frame of :func:`to_frame`.
    storage : str or optuna.storages.BaseStorage, default=None
        Where the study is kept, such as ``"sqlite:///study.db"``. None: in memory.
    study_name : str, default=None
        The study's name, which must be new in the storage. None: Optuna makes one.

    Returns
    -------
    optuna.Study
        It maximises, and has a trial for each candidate, in their order:

        value
            The mean score, by the metric that guides the search. The study's user
            attribute ``metric`` is its name.
        intermediate values
            The scores on the splits; the step is the split's number.
        state
            COMPLETE; PRUNED, without a value, if racing has stopped the candidate; or
            FAIL, if a fit or a scorer failed.
        parameters
            Only those that the candidate has. A range has its distribution, on its
            scale. Numbers that are listed get the range from the lowest to the highest,
            on a log scale if they are spread more evenly there. Everything else is a
            choice. If the search has no space, as a ``cv_results_``, the candidates'
            values take its place. Objects that Optuna does not know, such as estimators
            and tuples, are choices by their text.
        user attributes
            ``candidate`` (its number), ``member`` (which part of the strategy found
            it), ``mean_fit_time`` and ``mean_score_time`` (seconds),
            ``mean_test_<metric>`` of the other metrics, and the whole text of an object
            as ``param_<name>``.

    Raises
    ------
    ImportError
        If optuna is not installed.
    TypeError, ValueError
        If `search` is anything else or has no candidate, if `storage` is no storage, or
        if the storage has a study with this name.

    See Also
    --------
    to_frame : The same as a frame.

    Examples
    --------
    >>> import optuna
    >>> optuna.logging.set_verbosity(optuna.logging.WARNING)
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV, to_optuna
    >>> space = {"C": (0.01, 100.0, "log-uniform"), "kernel": ["linear", "rbf"]}
    >>> search = BayesSearchCV(SVC(), space, n_iter=8, random_state=0)
    >>> study = to_optuna(search.fit(*load_iris(return_X_y=True)))
    >>> len(study.trials), study.best_params == dict(search.best_params_)
    (8, True)
    >>> study.best_trial.distributions["C"]
    FloatDistribution(high=100.0, log=True, low=0.01, step=None)
    >>> sorted(study.best_trial.intermediate_values)
    [0, 1, 2, 3, 4]
    """
    try:
        import optuna
    except ImportError as error:
        raise ImportError(
            "to_optuna needs optuna, which is not installed: pip install optuna"
        ) from error
    found = results_of(search)
    _check_storage(storage)
    trials = _trials(found, searched_values(search))
    try:
        study = optuna.create_study(
            storage=storage, study_name=study_name, direction="maximize"
        )
    except (ImportError, OSError) as error:
        raise ValueError(f"storage: {storage!r} can't be used: {error}") from error
    except optuna.exceptions.DuplicatedStudyError:
        raise ValueError(
            f"study_name must be new, but the storage has a study {study_name!r}"
        ) from None
    study.set_user_attr("metric", found.metric)
    study.add_trials(trials)
    return study


def _check_storage(storage: Any) -> None:
    """Raise an error for anything that Optuna can't open."""
    from optuna.storages import BaseStorage

    accepted = f"a URL such as {EXAMPLE}, a storage of optuna, or None"
    if isinstance(storage, str):
        if "://" not in storage:
            raise ValueError(f"storage must be {accepted}, got {storage!r}")
    elif not isinstance(storage, (BaseStorage, type(None))):
        raise TypeError(f"storage must be {accepted}, got {storage!r}")


def _trials(found: Results, dimensions: Mapping[str, Any]) -> list[Any]:
    """Return a trial of Optuna for each candidate."""
    candidates = [
        {name: plain(v) for name, v in with_entries(params, dimensions).items()}
        for params in found.params
    ]
    parameters = {
        name: study_parameter(
            dimensions.get(name, ()), [one[name] for one in candidates if name in one]
        )
        for name in dict.fromkeys(name for one in candidates for name in one)
    }
    return [_trial(found, row, one, parameters) for row, one in enumerate(candidates)]


def _trial(
    found: Results,
    row: int,
    params: Mapping[str, Any],
    parameters: Mapping[str, StudyParameter],
) -> Any:
    from optuna.trial import TrialState, create_trial

    state = str(found.state[row])
    trial = create_trial(
        state=TrialState[STATES[state]],
        value=float(found.means[found.metric][row]) if state == COMPLETE else None,
        params={name: parameters[name].held(value) for name, value in params.items()},
        distributions={name: parameters[name].distribution for name in params},
        intermediate_values=_scores(found, row),
        user_attrs=_attributes(found, row, params),
    )
    seconds = float(found.fit_seconds[row] + found.score_seconds[row])
    seconds *= max(len(trial.intermediate_values), 1)
    if np.isfinite(seconds) and trial.datetime_complete is not None:
        trial.datetime_start = trial.datetime_complete - timedelta(seconds=seconds)
    return trial


def _scores(found: Results, row: int) -> dict[int, float]:
    scores = found.scores[found.metric][row]
    return {
        split: float(score) for split, score in enumerate(scores) if not np.isnan(score)
    }


def _attributes(found: Results, row: int, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a trial has no other place for; numbers only where they are known."""
    numbers = {
        "mean_fit_time": found.fit_seconds,
        "mean_score_time": found.score_seconds,
        **{f"mean_test_{name}": mean for name, mean in found.means.items()},
    }
    del numbers[f"mean_test_{found.metric}"]
    known = {name: float(column[row]) for name, column in numbers.items()}
    texts = {
        f"param_{name}": text_of(value)
        for name, value in params.items()
        if not is_held(value)
    }
    return {
        "candidate": int(found.numbers[row]),
        "member": found.members[row],
        **{name: value for name, value in known.items() if np.isfinite(value)},
        **texts,
    }
