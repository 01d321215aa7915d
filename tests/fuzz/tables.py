"""Which data a search runs on: the text of a table with twists that fit together."""

from tests.fuzz.data import ROWS

TWISTS = {
    "": 6,
    "ties": 1.5,
    "integers": 1,
    "small integers": 1,
    "fortran": 0.7,
    "strided": 0.3,
    "float32": 1,
    "object": 0.1,
    "csr": 0.5,
    "csc": 0.25,
    "csr array": 0.15,
    "csr in disorder": 0.2,
    "csc in disorder": 0.1,
    "csr with doubles": 0.1,
    "far": 0.2,
    "nan": 0.25,
    "constant": 0.7,
    "duplicates": 0.7,
    "positive": 2,
    "zeros": 0.3,
    "large": 0.3,
    "tiny": 0.3,
    "vanishing": 0.1,
    "frame": 0.8,
    "read only": 0.3,
    "list": 0.2,
}
CONTAINERS = ["object", "frame", "categories", "read only", "list"]
CONTAINERS += ["csr", "csc", "csr array"]
CONTAINERS += ["csr in disorder", "csc in disorder", "csr with doubles"]
TARGETS = {
    "two": {"": 8, "strings": 0.5, "objects": 0.5, "bools": 1, "minus": 1, "rare": 1}
    | {"series": 0.5, "column": 0.2, "list y": 0.2, "floats": 0.3, "y is None": 0.05},
    "three": {"": 8, "strings": 0.5, "objects": 0.5, "rare": 1, "series": 0.5},
    "numbers": {"": 8, "positive y": 2, "rounded y": 0.7, "float32 y": 0.4}
    | {"series": 0.5, "column": 0.4, "list y": 0.2, "nan y": 0.1, "y is None": 0.05},
    "counts": {"": 8, "series": 0.5},
    "several": {"": 8, "float32 y": 0.4},
    "labels": {"": 1},
    "none": {"": 1},
}


def data(draw, kind, *twists, rows=(40, 90), columns=None, more=True):
    """The text of a table.

    Parameters
    ----------
    draw : Draw
    kind : str
        Of targets.
    *twists : str
        Those that it has whatever is drawn.
    rows, columns : (int, int)
    more : bool
        Whether others may be drawn.
    """
    if columns is None:
        columns = draw.one([(2, 5), (2, 5), (6, 12), (1, 1)])
        if draw.chance(0.04):
            columns = (60, 120)
    found = list(twists)
    if more:
        found += [draw.weighted(TWISTS)]
        if draw.chance(0.15):
            found += [draw.weighted(TWISTS)]
        found += [draw.weighted(TARGETS[kind])]
    listed = "".join(f", {one!r}" for one in _in_order(found) if one)
    n, p, seed = draw.integer(*rows), draw.integer(*columns), draw.integer(0, 99)
    return f"table({kind!r}, {n}, {p}, {seed}{listed})"


def _in_order(twists):
    """Of rows, then of targets; one container at most, and that after the numbers."""
    containers = [one for one in twists if one in CONTAINERS][:1]
    of_rows = [one for one in ROWS if one in twists and one not in CONTAINERS]
    return of_rows + containers + [one for one in twists if one not in ROWS]
