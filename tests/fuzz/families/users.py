"""What users write, behind steps that share: arrays kept, scores that write, fit
parameters with state."""

from tests.fuzz.estimators import KEEPERS, single, steady, willing
from tests.fuzz.families.functions import IDENTITIES, IN_PLACE
from tests.fuzz.finish import finish
from tests.fuzz.part import Part, chain
from tests.fuzz.tables import data

WEIGHT = 6
WRITERS = {
    "two": ["CentersX", "CentersX", "CentersXWhenAsked", "KeepsRows"],
    "numbers": ["CentersAndSolves", "Ridge", "LinearRegression", "Lasso", "CentersY"],
}
SCORES = {
    "two": ["ScoresIntoY", "ScoresIntoX"],
    "numbers": ["ScoresIntoNumbers", "ScoresIntoRows"],
}
TAKES = {
    "two": ["TakesGenerator", "TakesLog"],
    "numbers": ["LineTakesGenerator", "LineTakesLog"],
}
GIVEN = {
    "rng": [
        "np.random.RandomState(0)",
        "np.random.RandomState(0)",
        "np.random.default_rng(0)",
    ],
    "log": ["[]", "{}", "['begun']", "{'0.1': 3}"],
}


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    part, fit, settings = draw.one([_keeps, _keeps, _scores, _takes])(draw, kind)
    if draw.chance(0.3):
        settings["return_train_score"] = "True"
    on = data(draw, kind, columns=(2, 6), more=draw.chance(0.15))
    return finish(draw, part, kind, on=on, fit=fit, **settings)


def _keeps(draw, kind):
    """A keeper before a step that writes, and a predictor; or one that writes."""
    keeper = single(draw, draw.one(KEEPERS), searched=(0, 1))
    steps = [_shared(draw), keeper] if draw.chance(0.8) else [keeper]
    if draw.chance(0.4):
        steps.append(Part(draw.one(IN_PLACE)))
        last = willing(draw, kind, searched=(1, 1))
    else:
        name = draw.one(WRITERS[kind])
        fixed = {"copy_X": "False"} if name[0] in "RL" else {}
        last = single(draw, name, searched=(1, 1), **fixed)
    settings = {"scoring": "'roc_auc'"} if kind == "two" and draw.chance(0.5) else {}
    return chain(*steps, last), {}, settings


def _scores(draw, kind):
    """The estimator's own score; twice the same candidate now and then."""
    last = single(draw, draw.one(SCORES[kind]), searched=(1, 1))
    part = last if draw.chance(0.2) else chain(_shared(draw), last)
    if draw.chance(0.15):
        part = Part(part.text, {k: (v[0], *v) for k, v in part.grid.items()})
    return part, {}, {"scoring": None}


def _takes(draw, kind):
    """State in parameters of fit: of the last step, and of one before it."""
    name = draw.one(TAKES[kind])
    last = single(draw, name, searched=(1, 1))
    what = "rng" if "Generator" in name else "log"
    if draw.chance(0.2):
        return last, {what: draw.one(GIVEN[what])}, {}
    fit = {f"model__{what}": draw.one(GIVEN[what])}
    if draw.chance(0.3):
        first = single(draw, "AddsGivenNoise", searched=(0, 1))
        fit["s0__rng"] = draw.one(GIVEN["rng"])
        return chain(first, last), fit, {}
    return chain(_shared(draw), last), fit, {}


def _shared(draw):
    if draw.chance(0.2):
        return Part(draw.one(IDENTITIES))
    return steady(draw, searched=(0, 0))
