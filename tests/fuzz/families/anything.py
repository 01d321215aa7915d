"""Whatever there is, on whatever data."""

from tests.fuzz.estimators import predictor
from tests.fuzz.finish import finish
from tests.fuzz.meta import meta, selector
from tests.fuzz.options import weights
from tests.fuzz.pipelines import pipeline

WEIGHT = 50
KINDS = {"two": 6, "three": 2, "numbers": 5, "counts": 1, "several": 1, "labels": 1} | {
    "none": 1
}


def draw_case(draw):
    kind = draw.weighted(KINDS)
    how = draw.weighted({"single": 3, "pipeline": 5, "meta": 2, "selector": 0.7})
    if how == "pipeline":
        part = pipeline(draw, kind)
    elif how == "selector" and kind not in ("none", "labels"):
        part = pipeline(draw, kind, first=selector(draw, kind))
    elif how == "meta" and kind not in ("none", "labels"):
        part = meta(draw, kind)
        part = pipeline(draw, kind, last=part) if draw.chance(0.4) else part
    else:
        part = predictor(draw, kind, searched=(1, 3))
    fit = {}
    if draw.chance(0.08) and kind != "none":
        prefix = "model__" if part.text.startswith("Pipeline") else ""
        fit[f"{prefix}sample_weight"] = weights(draw)
    return finish(draw, part, kind, fit=fit)
