"""How a search ended, in a few words."""

from __future__ import annotations

COMPLETE = "complete"
CONVERGED = "converged"
CALLBACK = "stopped by a callback"
TIMEOUT = "timeout"
INTERRUPTED = "interrupted"


def of_error(error: BaseException) -> str:
    """Return how a search ended that raised an error."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return f"ended by {type(error).__name__}"


def of_round(
    *, done: bool, stopped_by_callback: bool, time_is_over: bool, finite: bool
) -> str:
    """Return how a round of candidates ended.

    Parameters
    ----------
    done : bool
        Whether all the evaluations that were asked for are spent.
    stopped_by_callback : bool
    time_is_over : bool
    finite : bool
        Whether the strategy ends when no candidate is left, and not when it has
        converged.
    """
    if done:
        return COMPLETE
    if stopped_by_callback:
        return CALLBACK
    if time_is_over:
        return TIMEOUT
    return COMPLETE if finite else CONVERGED
