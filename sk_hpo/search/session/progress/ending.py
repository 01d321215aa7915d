"""How a search ended, in a few words."""

from __future__ import annotations

COMPLETE = "complete"
LEVEL = "level complete"
CONVERGED = "converged"
CALLBACK = "stopped by {}"
TIMEOUT = "timeout"
INTERRUPTED = "interrupted"


def of_error(error: BaseException) -> str:
    """Return how a search ended that raised an error."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return f"ended by {type(error).__name__}"


def of_round(
    *, done: bool, is_last: bool, stopped_by: str, time_is_over: bool, finite: bool
) -> str:
    """Return how a round of candidates ended.

    Parameters
    ----------
    done : bool
        Whether all the evaluations that were asked for are spent.
    is_last : bool
        Whether no other round is known to follow.
    stopped_by : str
        The callback that has stopped it; empty if none has.
    time_is_over : bool
    finite : bool
        Whether the strategy ends when no candidate is left, and not when it has
        converged.
    """
    if done and is_last:
        return COMPLETE
    if stopped_by:
        return CALLBACK.format(stopped_by)
    if time_is_over:
        return TIMEOUT
    if done:
        return LEVEL
    return COMPLETE if finite else CONVERGED
