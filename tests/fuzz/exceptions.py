"""Named classes of searches whose scores may differ: the table in the docs.

Each row of the table in ``docs/guide/exact_scores.rst`` has a name; `PREDICATES` says
by that name whether a finding belongs to it, given its case and its differences.
"""

from pathlib import Path

from tests.fuzz import outcome
from tests.fuzz.compare import differences
from tests.fuzz.misbehaving import predictors, scorers, transformers

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "exact_scores.rst"
MOST = 5
# Parameters of fit that fits of `misbehaving` change.
CHANGED = ("rng", "log")
LIMIT = 15.0  # seconds; the case has run before


def _of_users_code(case, found):
    if any(name in case.text for name in _users("remembers")):
        return True
    return any(name in case.text for name in _users("draws_globally")) and _draws(case)


def _of_workers(case, found):
    odd = any(name.rpartition("__")[2] in CHANGED for name, _ in case.fit)
    return has_workers(case) and (odd or _draws(case))


def _of_sums_in_threads(case, found):
    if not has_workers(case):
        return False
    theirs, ours = (outcome.of(case, ours=k, limit=LIMIT) for k in (False, True))
    return not differences(theirs, ours, rounds=True, in_order=False)


PREDICATES = {
    "Code of yours whose answers depend on earlier calls": _of_users_code,
    "Several workers that draw from one generator": _of_workers,
    "Ensembles that sum up in several threads": _of_sums_in_threads,
}


def has_workers(case):
    """Whether fits run beside one another, so that their order is a matter of time."""
    return "n_jobs" in case.text or any(name == "n_jobs" for name, _ in case.options)


def _users(how):
    """Names of what misbehaves in a way."""
    modules = predictors, scorers, transformers
    return {
        name
        for module in modules
        for name, value in vars(module).items()
        if getattr(value, how, False)
    }


def _draws(case):
    """Whether scikit-learn's own scores hang on the seed of the global state."""
    one, other = (
        outcome.of(case.replace(seed=case.seed + k), ours=False, limit=LIMIT)
        for k in (0, 1)
    )
    return bool(differences(one, other, rounds=True, in_order=False))


def table(text=None):
    """{name: reason} of the rows of the page's table; nothing where there is none."""
    if text is None:
        text = PAGE.read_text(encoding="utf-8")
    rows, cells = [], []
    for line in text.partition(".. list-table::")[2].splitlines()[1:]:
        if line.startswith("   * - "):
            cells = [line[7:].strip()]
            rows.append(cells)
        elif line.startswith("     - "):
            cells.append(line[7:].strip())
        elif line.startswith("       ") and cells:
            cells[-1] += " " + line.strip()
        elif line.strip() and not line.startswith(" "):
            break
    return {row[0]: row[1] for row in rows[1:]}


def exception_for(case, found):
    """The name of the class that a finding belongs to, or None."""
    for name in table():
        if PREDICATES[name](case, found):
            return name
    return None
