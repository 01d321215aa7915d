"""One case on both sides: equal, different, or not to be compared."""

from dataclasses import dataclass, field

from tests.fuzz import outcome
from tests.fuzz.case import InvalidCaseError
from tests.fuzz.compare import differences
from tests.fuzz.exceptions import has_workers
from tests.fuzz.outcome import TooLongError

REPEATS = 3  # of scikit-learn's side, where ours differs from it


@dataclass
class Verdict:
    """`kind` is equal, failed (alike), different, unstable, abandoned or invalid."""

    kind: str
    found: list = field(default_factory=list)
    rules: frozenset = frozenset()
    error: object = None


def judge(case, limit=5.0):
    """Run both sides of a case.

    Where they differ scikit-learn's side is run again: what differs from run to run
    there (it draws anew, or hangs on the order of threads) is not compared. Where that
    is a matter of rounding, ours may differ by as much.
    """
    try:
        theirs = outcome.of(case, ours=False, limit=limit)
        ours = outcome.of(case, ours=True, limit=3 * limit)
        how = {
            "rounds": bool(ours.rules & rounding()),
            "in_order": not has_workers(case),
        }
        found = differences(theirs, ours, **how)
        if not found:
            kind = "equal" if ours.error is None else "failed"
            return Verdict(kind, [], ours.rules, ours.error)
        again = [outcome.of(case, ours=False, limit=limit) for _ in range(REPEATS)]
    except TooLongError:
        return Verdict("abandoned")
    except InvalidCaseError as error:
        return Verdict("invalid", [], frozenset(), error)
    if _moving(theirs, again, how) and not _moving(
        theirs, again, how | {"rounds": True}
    ):
        how["rounds"] = True
        found = differences(theirs, ours, **how)
    moving = _moving(theirs, again, how)
    stable = [d for d in found if not _moves(d, moving)]
    kind = "different" if stable else "unstable"
    return Verdict(kind, stable or found, ours.rules, ours.error)


def _moving(theirs, again, how):
    """(what, where) of all that differs from run to run."""
    return {(d.what, d.where) for one in again for d in differences(theirs, one, **how)}


def _moves(difference, moving):
    """Scores hang on one another: where one moves, those of its kind may."""
    if difference.what in ("warnings", "inputs"):
        return (difference.what, difference.where) in moving
    return any(what not in ("warnings", "inputs") for what, _ in moving)


def rounding():
    """Names of the rules whose scores are equal to rounding only."""
    from sk_hpo.registry import variants

    rules = variants("sk_hpo.sharing.rules")
    return {name for name, module in rules.items() if module.rule.rounds}
