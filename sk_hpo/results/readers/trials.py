"""A list of trials, such as ``search.trials``."""

from __future__ import annotations

from typing import Any

from sk_hpo.results.results import Results
from sk_hpo.results.trial_results import results_of_trials
from sk_hpo.trial import StoppedTrial, Trial


def reads(source: Any) -> bool:
    """Return whether an object is a list of trials; an empty list is one."""
    return isinstance(source, (list, tuple)) and all(
        isinstance(one, (Trial, StoppedTrial)) for one in source
    )


def read(source: Any, name: str, metric: str | None) -> Results:
    """Return the results of the trials."""
    if not source:
        raise ValueError(f"{name} is an empty list: it has no trial")
    return results_of_trials(source, name, metric)
