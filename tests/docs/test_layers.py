"""The picture of the layers shows the rules of the house, and what is imported."""

import importlib
import re
import sys

import pytest

from tests.docs.pages import DOCS
from tests.test_architecture import LAYERS, all_sources, imported, is_ours

SHOWN = {room: n for room, n in LAYERS.items() if not room.startswith("__")}


@pytest.fixture(scope="module")
def picture():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        yield importlib.import_module("pictures_of_docs.layers")
    sys.modules.pop("pictures_of_docs.layers")


def rooms_imported():
    found = set()
    for source in all_sources():
        for _, module, name, _ in imported(source):
            if is_ours(module):
                room = f"{module}.{name}".split(".")[1]
                found.add((source.room, room))
    return {(a, b) for a, b in found if a != b and {a, b} <= SHOWN.keys()}


def test_each_room_stands_in_its_layer(picture):
    at = picture.positions()
    assert picture.layers() == SHOWN
    heights = {room: at[room, n][1] for room, n in SHOWN.items()}
    for a, n in SHOWN.items():
        for b, other in SHOWN.items():
            assert (heights[a] > heights[b]) == (n > other)


def test_rooms_of_a_layer_are_side_by_side(picture):
    at = picture.positions()
    for row in picture.rows():
        ends = [0.0]
        for room, n in row:
            half = picture._width(room) / 2 if SHOWN[room] == n else 0
            ends += [at[room, n][0] - half, at[room, n][0] + half]
        assert ends == sorted(ends)
        assert ends[-1] < picture.WIDTH


def test_arrows_go_down_and_lead_wherever_imports_do(picture):
    assert picture.imports() == rooms_imported()
    arrows = picture.arrows()
    assert all(SHOWN[a] > SHOWN[b] for a, b in arrows)
    reached = set(arrows)
    for _ in range(max(SHOWN.values())):
        reached |= {(a, c) for a, b in reached for one, c in arrows if b == one}
    assert picture.imports() <= reached
    assert arrows <= picture.imports()


def test_it_is_drawn(picture):
    plt = pytest.importorskip("matplotlib.pyplot")
    picture.draw()
    (ax,) = plt.gcf().axes
    assert SHOWN.keys() <= {text.get_text() for text in ax.texts}
    plt.close("all")


def test_the_table_of_the_page_has_the_same_layers():
    page = (DOCS / "development" / "architecture" / "index.rst").read_text()
    rows = re.findall(r"^   \* - (\d)\n     - (``.*``)$", page, re.MULTILINE)
    told = {
        name.removesuffix("/").removesuffix(".py"): int(layer)
        for layer, names in rows
        for name in re.findall(r"``([^`]+)``", names)
    }
    assert told == SHOWN
