"""FunctionTransformers: views, other layouts, and functions that write into rows."""

from tests.fuzz.estimators import OWN, single, steady, willing
from tests.fuzz.finish import finish
from tests.fuzz.part import Part, chain
from tests.fuzz.tables import data

WEIGHT = 5
IDENTITIES = [
    "FunctionTransformer()",
    "FunctionTransformer(np.asarray)",
    "FunctionTransformer(validate=True)",
    "FunctionTransformer(np.asanyarray)",
    "FunctionTransformer(a_view)",
    "'passthrough'",
]
LAYOUTS = [
    "FunctionTransformer(np.fliplr)",
    "FunctionTransformer(np.asfortranarray)",
    "FunctionTransformer(np.ascontiguousarray)",
    "FunctionTransformer(backwards)",
    "FunctionTransformer(every_other)",
    "FunctionTransformer(spread)",
    "FunctionTransformer(transposed_twice)",
    "FunctionTransformer(np.flip, kw_args={'axis': 1})",
    "FunctionTransformer(np.roll, kw_args={'shift': 1, 'axis': 1})",
]
WRITERS = [
    "FunctionTransformer(partial(np.nan_to_num, copy=False))",
    "FunctionTransformer(np.nan_to_num, kw_args={'copy': False})",
    "FunctionTransformer(partial(detrend, overwrite_data=True))",
    "FunctionTransformer(detrend, kw_args={'overwrite_data': True, 'axis': 0})",
    "FunctionTransformer(partial(dct, overwrite_x=True))",
    "FunctionTransformer(dct, kw_args={'overwrite_x': True})",
    "FunctionTransformer(partial(np.clip, a_min=-1.0, a_max=1.0, out=None))",
    "FunctionTransformer(np.array, kw_args={'copy': None})",
    "FunctionTransformer(halves)",
    "FunctionTransformer(swaps_rows)",
    "FunctionTransformer(sorts)",
    "FunctionTransformer(partial(forgets_small, below=0.5))",
    "FunctionTransformer(forgets_small, kw_args={'below': 0.5})",
]
IN_PLACE = [
    "StandardScaler(copy=False)",
    "MinMaxScaler(copy=False)",
    "RobustScaler(copy=False)",
    "PCA(n_components=1, copy=False)",
    "Normalizer(copy=False)",
]
SUMS = {
    "two": ["RidgeClassifier", "LogisticRegression", "LinearDiscriminantAnalysis"],
    "numbers": ["SolvesEquations", "SolvesEquations", "CentersAndSolves", "Ridge"],
}


def draw_case(draw):
    kind = draw.weighted({"numbers": 2, "two": 1})
    if draw.chance(0.5):
        return _of_layouts(draw, kind)
    return _of_writers(draw, kind)


def _of_layouts(draw, kind):
    """A layout before what sums, or writes; behind a step that may be shared."""
    steps = [steady(draw, searched=(0, 0))] if draw.chance(0.7) else []
    steps.append(Part(draw.one(LAYOUTS)))
    if draw.chance(0.3):
        steps.append(Part(draw.one(IN_PLACE)))
    last = single(draw, draw.one(SUMS[kind]), searched=(1, 1))
    rows, columns = draw.one([((40, 90), (3, 8)), ((150, 300), (15, 40))])
    on = data(draw, kind, rows=rows, columns=columns, more=draw.chance(0.1))
    return finish(draw, chain(*steps, last), kind, on=on)


def _of_writers(draw, kind):
    """A function that writes beside other parts, or in the place of another step."""
    writer, other = draw.one(WRITERS), _other(draw)
    how = draw.one(["step", "union", "columns", "swapped", "behind"])
    missing = ["nan"] if "nan_to_num" in writer and draw.chance(0.7) else []
    if missing:
        other = draw.one(["SimpleImputer()", "SimpleImputer(strategy='median')"])
    first = Part(writer)
    if how == "union":
        a, b = (writer, other) if draw.chance(0.5) else (other, writer)
        first = Part(f"FeatureUnion([('a', {a}), ('b', {b})])")
    elif how == "columns":
        where = draw.one(["[1]", "[0, 1]", "slice(1, None)", "slice(None)"])
        first = Part(
            f"ColumnTransformer([('a', {writer}, {where}), ('b', {other}, [0])], "
            "remainder='passthrough')"
        )
    steps = [first]
    if how == "behind":
        steps.insert(0, Part(draw.one([*IDENTITIES, "MaxAbsScaler()"])))
    models = OWN if draw.chance(0.15) else None
    last = (
        single(draw, draw.one(models[kind]), searched=(1, 1))
        if models
        else willing(draw, kind, searched=(1, 1))
    )
    part = chain(*steps, last)
    if how == "swapped":
        part = Part(part.text, {"s0": (writer, other), **part.grid})
    settings = {"return_train_score": "True"} if draw.chance(0.5) else {}
    on = data(draw, kind, *missing, columns=(2, 6), more=draw.chance(0.1))
    return finish(draw, part, kind, on=on, **settings)


def _other(draw):
    plain = [
        "'passthrough'",
        "StandardScaler()",
        "MinMaxScaler()",
        "KBinsDiscretizer(2)",
    ]
    return draw.one([*plain, *LAYOUTS[:4], *IN_PLACE[:2]])
