"""Pipelines, FeatureUnions and ColumnTransformers, with steps that are swapped."""

from tests.fuzz.estimators import predictor, transformer
from tests.fuzz.part import Part


def pipeline(draw, kind, last=None, first=None):
    """One or two transformers before a predictor; steps may be exchanged."""
    before = [first] if first else []
    before += [step(draw) for _ in range(draw.integer(not before, 2 - len(before)))]
    last = last or predictor(draw, kind, searched=(0, 2))
    steps = [(f"s{i}", part) for i, part in enumerate(before)] + [("model", last)]
    grid = {k: v for name, part in steps for k, v in part.under(name).items()}
    if draw.chance(0.25):
        swapped = _swapped(draw, kind, steps)
        if draw.chance(0.7):  # else settings of a step that may not be there
            grid = {k: v for k, v in grid.items() if k.split("__")[0] not in swapped}
        grid |= swapped
    listed = ", ".join(f"({name!r}, {part.text})" for name, part in steps)
    return Part(f"Pipeline([{listed}])", _at_most(draw, grid, 3))


def step(draw):
    """A transformer, maybe made of others."""
    how = draw.weighted({"plain": 8, "union": 1, "columns": 1, "passthrough": 0.5})
    if how == "union":
        return union(draw)
    if how == "columns":
        return columns(draw)
    return Part("'passthrough'") if how == "passthrough" else transformer(draw)


def union(draw):
    a, b = transformer(draw), transformer(draw)
    grid = a.under("a") | b.under("b")
    if draw.chance(0.3):
        grid["a"] = (a.text, "'drop'", "'passthrough'")
        grid = {k: v for k, v in grid.items() if not k.startswith("a__")}
    if draw.chance(0.2):
        grid["transformer_weights"] = ("None", "{'a': 0.5}", "{'b': -1.0}")
    text = f"FeatureUnion([('a', {a.text}), ('b', {b.text})])"
    return Part(text, _at_most(draw, grid, 2))


def columns(draw):
    """Of tables with at least two columns; the second part may overlap the first."""
    a, b = transformer(draw), transformer(draw)
    rest = draw.one(["'drop'", "'passthrough'", "StandardScaler()"])
    where = draw.one(["[1]", "[0, 1]", "slice(1, None)", "[-1]"])
    more = ", n_jobs=2" if draw.chance(0.05) else ""
    text = (
        f"ColumnTransformer([('a', {a.text}, [0]), ('b', {b.text}, {where})], "
        f"remainder={rest}{more})"
    )
    grid = a.under("a") | b.under("b")
    if draw.chance(0.3):
        grid["remainder"] = ("'drop'", "'passthrough'")
    return Part(text, _at_most(draw, grid, 2))


def _swapped(draw, kind, steps):
    """Another estimator in the place of a step."""
    i = draw.integer(0, len(steps) - 1)
    name, part = steps[i]
    if name == "model":
        others = [predictor(draw, kind, searched=(0, 0)).text for _ in range(2)]
    else:
        others = [transformer(draw, searched=(0, 0)).text, "'passthrough'", "None"]
    return {name: (part.text, *draw.some(others, 1, 2))}


def _at_most(draw, grid, n):
    kept = draw.some(list(grid), min(1, len(grid)), n)
    return {name: grid[name] for name in kept}
