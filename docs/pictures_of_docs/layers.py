"""Draws the packages of sk_hpo in their layers, with arrows to what they import.

For the page on the architecture. The arrows are read from the imports, the layers from
the table by which `tests/test_architecture.py` checks them. What imports something that
imports a third has no arrow of its own to the third: with all of them, nothing could be
seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from itertools import cycle, pairwise
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "sk_hpo"
TABLE = ROOT / "tests" / "test_architecture.py"

# In points, of which a telephone shows 350 or so.
WIDTH, STEP = 374.0, 60.0
FONT, LETTER, PADDING, HEIGHT = 10.0, 6.02, 8.0, 18.0
MARGIN = 16.0  # at the left, for the numbers
SWEEPS = 30

# What stands in a layer: (room, layer). If the layer is not the room's own, it is a
# point of the line that leads to the room.
Place: TypeAlias = tuple[str, int]


@cache
def layers() -> dict[str, int]:
    """The layer of each package and module below sk_hpo, without dunder ones."""
    for node in ast.parse(TABLE.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS":
            table: dict[str, int] = ast.literal_eval(node.value)
            return {room: n for room, n in table.items() if not room.startswith("__")}
    raise LookupError(f"{TABLE} has no table of layers")


@cache
def imports() -> set[tuple[str, str]]:
    """Which of them imports from which other."""
    rooms = layers()
    found = set()
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).with_suffix("").parts[0]
        names = _imported(ast.parse(path.read_text(encoding="utf-8")))
        found |= {(room, name) for name in names if name != room}
    return {(a, b) for a, b in found if a in rooms and b in rooms}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            package, *inside = name.split(".")
            if package == "sk_hpo" and inside:
                yield inside[0]


def arrows() -> set[tuple[str, str]]:
    """The imports that do not follow from others."""
    direct: dict[str, set[str]] = {room: set() for room in layers()}
    for a, b in imports():
        direct[a].add(b)

    def reached(room: str) -> set[str]:
        return direct[room].union(*map(reached, direct[room]))

    return {
        (a, b)
        for a, below in direct.items()
        for b in below
        if not any(b in reached(other) for other in below)
    }


@cache
def lines() -> set[tuple[Place, Place]]:
    """The arrows in pieces from a layer to the next; those to one room join."""
    level = layers()
    return {
        ((a if n == level[a] else b, n), (b, n - 1))
        for a, b in arrows()
        for n in range(level[a], level[b], -1)
    }


@cache
def rows() -> list[list[Place]]:
    """What stands in each layer from left to right, so that few lines cross."""
    beside: dict[Place, list[Place]] = {place: [] for place in layers().items()}
    for upper, lower in sorted(lines()):
        beside.setdefault(upper, []).append(lower)
        beside.setdefault(lower, []).append(upper)
    order: list[list[Place]] = [[] for _ in {n for _, n in beside}]
    for place in sorted(beside):
        order[place[1]].append(place)
    best, fewest = order, _crossings(order)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        order = _sorted_by_neighbours(order, beside, down=down)
        if (n := _crossings(order)) < fewest:
            best, fewest = order, n
    return best


def _sorted_by_neighbours(
    order: list[list[Place]], beside: dict[Place, list[Place]], *, down: bool
) -> list[list[Place]]:
    """Sort each layer by the mean place of its neighbours in the one before it."""
    done = [list(row) for row in order]
    levels = range(len(done))
    for before, level in pairwise(reversed(levels) if down else levels):
        share = {place: i / len(done[before]) for i, place in enumerate(done[before])}
        wanted = {}
        for i, place in enumerate(done[level]):
            near = [share[other] for other in beside[place] if other in share]
            wanted[place] = sum(near) / len(near) if near else i / len(done[level])
        done[level].sort(key=wanted.__getitem__)
    return done


def _crossings(order: list[list[Place]]) -> int:
    at = {place: i for row in order for i, place in enumerate(row)}
    ends = [(upper[1], at[upper], at[lower]) for upper, lower in lines()]
    return sum(
        level == other and (a - c) * (b - d) < 0
        for i, (level, a, b) in enumerate(ends)
        for other, c, d in ends[:i]
    )


def positions() -> dict[Place, tuple[float, float]]:
    """The centre of each, in points; a layer has the same space between all."""
    level = layers()
    found = {}
    for n, row in enumerate(rows()):
        widths = [_width(room) if level[room] == n else 0.0 for room, _ in row]
        gap = (WIDTH - MARGIN - sum(widths)) / len(row)
        x = MARGIN
        for place, width in zip(row, widths, strict=True):
            found[place] = (x + (gap + width) / 2, n * STEP)
            x += gap + width
    return found


def _width(room: str) -> float:
    return len(room) * LETTER + PADDING


def draw() -> None:
    """Draw on a new figure of matplotlib."""
    import matplotlib.pyplot as plt
    from matplotlib.patches import FancyArrowPatch, Rectangle
    from matplotlib.path import Path as Line

    from sk_hpo.plot.style import COLOURS

    level, at = layers(), positions()
    height = (max(level.values()) + 1) * STEP
    figure = plt.figure(figsize=(WIDTH / 72, height / 72))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(-STEP / 2, height - STEP / 2))
    ax.axis("off")
    for n in sorted(set(level.values())):
        if n % 2:
            ax.axhspan((n - 0.5) * STEP, (n + 0.5) * STEP, color="0.95", zorder=0)
        ax.text(4, n * STEP, str(n), va="center", size=FONT, color="0.4")
    rooms = [room for row in rows() for room, n in row if n == level[room]]
    colours = dict(zip(rooms, cycle(COLOURS)))
    for upper, lower in sorted(lines()):
        (x, top), (to, bottom) = at[upper], at[lower]
        own = level[lower[0]] == lower[1]
        top, end = top - HEIGHT / 2, bottom - HEIGHT / 2
        bottom += HEIGHT / 2
        middle = (top + bottom) / 2
        points = [(x, top), (x, middle), (to, middle), (to, bottom), (to, end)]
        codes = [Line.MOVETO, Line.CURVE4, Line.CURVE4, Line.CURVE4, Line.LINETO]
        n = 4 if own else 5  # the arrow ends here, or goes through the layer
        arrow = FancyArrowPatch(
            path=Line(points[:n], codes[:n]),
            arrowstyle="-|>" if own else "-",
            mutation_scale=8,
            color=colours[lower[0]],
            linewidth=1.1,
        )
        ax.add_patch(arrow)
    for room, n in level.items():
        x, y = at[room, n]
        width = _width(room)
        ax.add_patch(
            Rectangle(
                (x - width / 2, y - HEIGHT / 2),
                width,
                HEIGHT,
                facecolor="white",
                edgecolor="0.3",
                zorder=3,
            )
        )
        ax.text(
            x,
            y,
            room,
            ha="center",
            va="center",
            size=FONT,
            family="monospace",
            zorder=4,
        )
