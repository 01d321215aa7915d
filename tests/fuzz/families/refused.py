"""Parameters that all candidates have in common, with values that a fit refuses."""

from tests.fuzz import values
from tests.fuzz.estimators import predictor, transformer
from tests.fuzz.finish import finish
from tests.fuzz.part import Part

WEIGHT = 2
ODD = [
    "0",
    "-1",
    "1.5",
    "'no such'",
    "None",
    "1e-9",
    "np.float32(0.3)",
    "True",
    "'auto'",
]
SELECTORS = [
    ("RFE(Ridge())", "step"),
    ("SequentialFeatureSelector(Ridge())", "direction"),
    ("SequentialFeatureSelector(Ridge())", "scoring"),
]
SELECTED = {"s__n_features_to_select": ("1", "2")}


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    model = predictor(draw, kind, searched=(1, 2), own=0.0)
    if draw.chance(0.3):
        text, parameter = draw.one(SELECTORS)
        first, grid = Part(text), SELECTED
        where = "s"
    elif draw.chance(0.4):
        first = transformer(draw, searched=(1, 2), own=0.0)
        grid, where = first.under("s"), "s"
        name = first.text.partition("(")[0]
        parameter = draw.one(values.parameters(name) or ["copy"])
    else:
        first, grid, where = Part("StandardScaler()"), {}, "model"
        parameter = draw.one(values.parameters(model.text.partition("(")[0]))
    text = f"Pipeline([('s', {first.text}), ('model', {model.text})])"
    text += f".set_params({where}__{parameter}={draw.one(ODD)})"
    grid = {**grid, **model.under("model")}
    grid.pop(f"{where}__{parameter}", None)
    return finish(draw, Part(text, grid), kind)
