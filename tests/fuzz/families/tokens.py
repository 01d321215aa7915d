"""Values that equal others, but are not the same: -0.0, True, numpy's numbers."""

from tests.fuzz import values
from tests.fuzz.estimators import predictor, single, transformer
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.tables import data

WEIGHT = 3
ALIKE = [
    ("0.0", "-0.0", "0", "False"),
    ("1", "True", "1.0", "np.int64(1)", "np.float32(1)"),
    ("0.1", "np.float32(0.1)", "np.float64(0.1)"),
    ("2", "2.0", "np.int8(2)", "np.float64(2)"),
    ("None", "'none'", "np.nan"),
]
AFTER = "FunctionTransformer(np.copysign, kw_args={'x2': 1.0})"


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    if draw.chance(0.2):
        return _signs(draw)
    part = predictor(draw, kind, searched=(0, 1), own=0.0)
    name = part.text.partition("(")[0]
    if draw.chance(0.3):
        first = transformer(draw, searched=(0, 1), own=0.0)
        name, model = first.text.partition("(")[0], part.text
        parameter = draw.one(values.parameters(name) or ["copy"])
        grid = {f"s__{parameter}": _alike(draw)}
        text = f"Pipeline([('s', {first.text}), ('model', {model})])"
        return finish(draw, Part(text, grid), kind)
    parameter = draw.one(values.parameters(name))
    grid = {**part.grid, parameter: _alike(draw)}
    return finish(draw, Part(part.text, grid), kind)


def _alike(draw):
    found = draw.some(draw.one(ALIKE), 2, 4)
    return tuple(found[::-1] if draw.chance(0.5) else found)


def _signs(draw):
    """What is filled in, and then asked for its sign."""
    model = single(draw, "DecisionTreeClassifier", searched=(0, 1))
    text = (
        "Pipeline([('s', SimpleImputer(strategy='constant')), ('sign', "
        f"FunctionTransformer(np.signbit)), ('model', {model.text})])"
    )
    grid = {"s__fill_value": ("0.0", "-0.0", "0"), **model.under("model")}
    on = data(draw, "two", "nan", columns=(2, 4), more=False)
    return finish(draw, Part(text, grid), "two", on=on)
