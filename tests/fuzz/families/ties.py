"""Rounding before what jumps: few distinct values, then neighbours, signs or trees."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.tables import data

WEIGHT = 6
COMPONENTS = ("1", "2", "3", "4")
ROTATIONS = [
    ("KernelPCA", {"eigen_solver": "'dense'"}),
    ("KernelPCA", {"eigen_solver": "'dense'", "kernel": "'rbf'"}),
    ("KernelPCA", {}),
    ("TruncatedSVD", {"algorithm": "'arpack'"}),
    ("PCA", {"svd_solver": "'arpack'"}),
    ("PCA", {"svd_solver": "'full'"}),
    ("PCA", {}),
    ("PLSRegression", {}),
]
JUMPS = {
    "two": [
        "KNeighborsClassifier",
        "KNeighborsClassifier",
        "SVC",
        "DecisionTreeClassifier",
    ],
    "three": [
        "KNeighborsClassifier",
        "KNeighborsClassifier",
        "SVC",
        "ExtraTreesClassifier",
    ],
    "numbers": [
        "KNeighborsRegressor",
        "DecisionTreeRegressor",
        "RandomForestRegressor",
    ],
}
MACHINES = {"two": "SVC", "three": "SVC", "numbers": "SVR"}


def draw_case(draw):
    kind = draw.one(["two", "three", "numbers"])
    few = draw.one(["small integers", "integers", "ties"])
    columns = draw.one([(2, 3), (4, 6), (6, 9)])
    on = data(draw, kind, few, columns=columns, rows=(60, 120), more=False)
    if draw.chance(0.4):
        part = _machine(draw, MACHINES[kind])
    else:
        part = _rotated(draw, kind)
    plain = {"scoring": None} if draw.chance(0.7) else {}
    return finish(draw, part, kind, on=on, search="grid", **plain)


def _machine(draw, name):
    part = Part(f"{name}()")
    if draw.chance(0.3):
        part = single(draw, name, searched=(0, 1), kernel="'rbf'")
    grid = {**part.grid, "C": tuple(draw.some(["0.1", "1.0", "10.0", "100.0"], 2, 4))}
    if draw.chance(0.6):
        grid["gamma"] = tuple(draw.some(["'scale'", "0.1", "0.5", "1.0"], 1, 3))
    return Part(part.text, grid)


def _rotated(draw, kind):
    name, settings = draw.one(ROTATIONS)
    first = single(draw, name, searched=(0, 0), **settings)
    last = single(draw, draw.one(JUMPS[kind]), searched=(0, 1))
    text = f"Pipeline([('first', {first.text}), ('model', {last.text})])"
    grid = {"first__n_components": tuple(draw.some(COMPONENTS, 2, 3))}
    return Part(text, grid | last.under("model"))
