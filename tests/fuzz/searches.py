"""Search number n of a seed: a family is drawn, and a case of it."""

import importlib
import pkgutil
from functools import cache

from tests.fuzz import families
from tests.fuzz.draw import Draw


def case_for(seed, number, family=None):
    """The case, always the same.

    Parameters
    ----------
    seed, number : int
    family : str or None
        The only one to draw from.
    """
    draw = Draw(seed, number)
    known = families_by_name()
    chosen = draw.weighted({name: room.WEIGHT for name, room in known.items()})
    name = family or chosen
    return known[name].draw_case(draw).replace(family=name)


@cache
def families_by_name():
    """The modules of ``families/``; each has `WEIGHT` and `draw_case`."""
    found = sorted(info.name for info in pkgutil.iter_modules(families.__path__))
    return {n: importlib.import_module(f"{families.__name__}.{n}") for n in found}
