"""Choose a member of the portfolio."""

from __future__ import annotations

from types import ModuleType

from sk_hpo.registry import variants
from sk_hpo.search.portfolio.decision import Reason
from sk_hpo.search.portfolio.task import Task

MEMBERS = "sk_hpo.search.portfolio.members"


def members() -> list[ModuleType]:
    """Return all members in the order in which they are asked."""
    return sorted(variants(MEMBERS).values(), key=lambda one: one.ORDER)


def choose(task: Task, wanted: str = "auto") -> tuple[ModuleType, Reason]:
    """Return a member, and the reason for it.

    Parameters
    ----------
    task : Task
    wanted : str, default="auto"
        The name of a member; "auto": the first that is advised.

    Raises
    ------
    ValueError
        If the member that is wanted does not apply.
    """
    for member in members():
        if wanted in ("auto", member.NAME):
            reason = member.reason(task)
            if reason is not None and wanted != "auto":
                return member, Reason(f"strategy={wanted!r}", reason.figures)
            if reason is not None and reason.advised:
                return member, reason
            if wanted != "auto":
                raise ValueError(f"strategy={wanted!r} needs {member.requires(task)}")
    raise AssertionError("the last member always applies")
