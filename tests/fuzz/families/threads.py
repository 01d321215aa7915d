"""Ensembles whose members are fitted in threads."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.options import weights
from tests.fuzz.part import Part
from tests.fuzz.tables import data

WEIGHT = 4
ENSEMBLES = {
    "two": ["RandomForestClassifier", "ExtraTreesClassifier"],
    "three": ["RandomForestClassifier", "ExtraTreesClassifier"],
    "numbers": ["RandomForestRegressor", "ExtraTreesRegressor"],
    "none": ["IsolationForest"],
}


def draw_case(draw):
    kind = draw.weighted({"two": 4, "three": 2, "numbers": 3, "none": 1})
    settings = {"n_jobs": "2"}
    if draw.chance(0.4):
        settings["random_state"] = "np.random.RandomState(0)"
    if kind in ("two", "three") and draw.chance(0.5):
        settings["class_weight"] = draw.one(["'balanced'", "'balanced_subsample'"])
    name = draw.one(ENSEMBLES[kind])
    part = single(draw, name, searched=(0, 1), **settings)
    sizes = draw.one([("5", "20"), ("3", "6", "12"), ("10", "20")])
    part = Part(part.text, {"n_estimators": sizes, **part.grid})
    fit = {"sample_weight": weights(draw)} if draw.chance(0.4) else {}
    on = data(draw, kind, rows=(60, 120))
    return finish(draw, part, kind, on=on, fit=fit)
