"""Named classes of searches whose scores may differ: the table in the docs.

Each row of the table in ``docs/exact_scores.rst`` has a name; `PREDICATES` says by that
name whether a finding belongs to it, given its case and its differences.
"""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "exact_scores.rst"
MOST = 5

PREDICATES = {}


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
