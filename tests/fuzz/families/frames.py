"""Frames with categories: ColumnTransformers by names, types and callables."""

from tests.fuzz.estimators import predictor, single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.tables import data

WEIGHT = 3
CATEGORIES = {
    "OneHotEncoder": {
        "handle_unknown": ("'ignore'", "'error'", "'infrequent_if_exist'"),
        "min_frequency": ("None", "5", "0.3"),
        "drop": ("None", "'first'", "'if_binary'"),
        "sparse_output": ("True", "False"),
    },
    "OrdinalEncoder": {
        "handle_unknown": ("'error'",),
        "min_frequency": ("None", "5"),
    },
    "TargetEncoder": {
        "smooth": ("'auto'", "0.0", "10.0"),
        "shuffle": ("True", "False"),
        "random_state": ("0", "None", "np.random.RandomState(0)"),
    },
}
NUMBERS = ["StandardScaler", "MinMaxScaler", "KBinsDiscretizer", "PCA", "SimpleImputer"]


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    name = draw.one(CATEGORIES)
    known = CATEGORIES[name]
    searched = {one: known[one] for one in draw.some(known, 1, 2)}
    settings = "random_state=0" if name == "TargetEncoder" else ""
    encoder = Part(f"{name}({settings})", searched)
    scaler = single(draw, draw.one(NUMBERS), searched=(0, 1))
    where = draw.one(
        ["['c2', 'c3']", "make_column_selector(dtype_include=float)", "[2]"]
    )
    rest = draw.one(["'drop'", "'drop'", "StandardScaler()"])
    text = (
        f"ColumnTransformer([('cat', {encoder.text}, ['c0', 'c1']), "
        f"('num', {scaler.text}, {where})], remainder={rest})"
    )
    grid = encoder.under("cat") | scaler.under("num")
    last = predictor(draw, kind, searched=(0, 1))
    whole = f"Pipeline([('cols', {text}), ('model', {last.text})])"
    part = Part(whole, Part("", grid).under("cols") | last.under("model"))
    on = data(draw, kind, "categories", columns=(4, 6), more=False)
    around = (
        ("config_context(transform_output='pandas')",) if draw.chance(0.2) else None
    )
    return finish(draw, part, kind, on=on, around=around)
