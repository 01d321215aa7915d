"""``y=None`` for estimators that may require targets."""

from tests.fuzz.estimators import predictor
from tests.fuzz.finish import finish
from tests.fuzz.pipelines import pipeline
from tests.fuzz.tables import data

WEIGHT = 1


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    part = predictor(draw, kind, searched=(1, 2), own=0.0)
    if draw.chance(0.3):
        part = pipeline(draw, kind, last=part)
    on = data(draw, kind, "y is None", more=False)
    errors = ["'raise'", "np.nan", "0.0"]
    return finish(draw, part, kind, on=on, error_score=draw.one(errors))
