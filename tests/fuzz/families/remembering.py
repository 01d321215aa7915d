"""Scorers, metrics and steps whose state outlives a fit."""

from tests.fuzz.estimators import single, steady, willing
from tests.fuzz.finish import finish
from tests.fuzz.part import chain
from tests.fuzz.tables import data

WEIGHT = 2
SCORERS = ["with_noise()", "with_count()", "best_so_far()"]
SCORERS += ["make_scorer(counted_metric())"]
STEPS = ["CountsFits", "AddsSharedNoise"]


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    last = willing(draw, kind, searched=(1, 2))
    settings, step = {}, None
    if draw.chance(0.7):
        settings["scoring"] = draw.one(SCORERS)
    else:
        step = single(draw, draw.one(STEPS), searched=(0, 1))
    if draw.chance(0.6):
        step = step or steady(draw, searched=(0, 1))
    part = chain(step, last) if step else last
    on = data(draw, kind, columns=(2, 6), more=draw.chance(0.2))
    return finish(draw, part, kind, on=on, **settings)
