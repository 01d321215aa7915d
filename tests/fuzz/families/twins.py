"""Equal candidates of fits that write into what they are given."""

from tests.fuzz.estimators import steady, willing
from tests.fuzz.families.functions import IDENTITIES
from tests.fuzz.families.in_place import PREDICTORS, TRANSFORMERS, without_copy
from tests.fuzz.finish import finish
from tests.fuzz.part import Part, chain
from tests.fuzz.tables import data

WEIGHT = 4


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    steps = [_first(draw)]
    if kind == "numbers" and draw.chance(0.6):
        last = without_copy(draw, PREDICTORS)
    else:
        steps.append(without_copy(draw, TRANSFORMERS))
        last = willing(draw, kind, searched=(1, 1))
    kept = last if draw.chance(0.6) else steps[-1]
    steps = [part if part is kept else Part(part.text) for part in [*steps, last]]
    part = chain(*steps)
    how = draw.weighted({"values": 3, "dicts": 1, "ignored": 1, "none": 1})
    grid = dict(part.grid)
    if how == "values" and grid:
        name, values = next(iter(grid.items()))
        grid[name] = (values[0], *values)
    elif how == "ignored" and "random_state=" in last.text:
        grid["model__random_state"] = ("0", "1")
    train = "True" if draw.chance(0.8) else "False"
    columns = draw.one([(2, 4), (5, 8)])
    on = data(draw, kind, columns=columns, more=draw.chance(0.15))
    part = Part(part.text, grid)
    settings = {"return_train_score": train}
    if kind == "two" and draw.chance(0.4):
        settings["scoring"] = "'roc_auc'"
    case = finish(draw, part, kind, on=on, search="grid", **settings)
    return case.replace(grid=case.grid * 2) if how == "dicts" else case


def _first(draw):
    if draw.chance(0.6):
        return Part(draw.one(IDENTITIES))
    return steady(draw, searched=(0, 0))
