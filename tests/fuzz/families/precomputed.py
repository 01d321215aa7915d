"""Kernels and distances for rows, where the grid may have it another way."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.meta import CLASSIFIERS, around
from tests.fuzz.part import Part
from tests.fuzz.tables import data

WEIGHT = 4
KERNELS = {
    "two": ["SVC", "NuSVC"],
    "numbers": ["SVR", "KernelRidge", "NuSVR"],
    "none": ["KernelPCA", "OneClassSVM"],
}
METRICS = {
    "two": ["KNeighborsClassifier", "RadiusNeighborsClassifier"],
    "numbers": ["KNeighborsRegressor"],
    "none": ["DBSCAN", "LocalOutlierFactor", "NearestNeighbors"],
}
OTHER = {
    "kernel": ("'rbf'", "'linear'", "'precomputed'", "'poly'"),
    "metric": ("'euclidean'", "'precomputed'", "'manhattan'"),
    "affinity": ("'rbf'", "'precomputed'", "'nearest_neighbors'"),
}


def draw_case(draw):
    kind = draw.weighted({"two": 3, "numbers": 3, "none": 1})
    if kind == "none" and draw.chance(0.3):
        name, what, twist = "SpectralClustering", "affinity", "kernel"
    elif draw.chance(0.5):
        name, what, twist = draw.one(KERNELS[kind]), "kernel", "kernel"
    else:
        name, what, twist = draw.one(METRICS[kind]), "metric", "distances"
    base = draw.one(["'precomputed'", OTHER[what][0]])
    part = single(draw, name, searched=(0, 2), **{what: base})
    others = tuple(draw.some(OTHER[what], 1, 3))
    searched = {**part.grid, what: others} if draw.chance(0.8) else part.grid
    part = Part(part.text, searched or {what: others})
    part = _within(draw, kind, part)
    on = data(draw, kind, twist, columns=(2, 5), more=False)
    fixed = {"scoring": "of_labels"} if name in ("DBSCAN", "SpectralClustering") else {}
    return finish(draw, part, kind, on=on, **fixed)


def _within(draw, kind, part):
    how = draw.weighted({"alone": 3, "one": 1, "step": 2, "swapped": 1})
    if how == "one" and kind == "two":
        return around(draw, "OneVsRestClassifier", CLASSIFIERS, part)
    if how == "step":
        step = draw.one(["KernelCenterer()", "'passthrough'", "StandardScaler()"])
        grid = part.under("model")
        if draw.chance(0.4):
            grid["step"] = (step, "'passthrough'")
        return Part(f"Pipeline([('step', {step}), ('model', {part.text})])", grid)
    if how == "swapped" and kind != "none":
        other = {"two": "KNeighborsClassifier(3)", "numbers": "Ridge()"}[kind]
        text = f"Pipeline([('model', {part.text})])"
        return Part(text, {"model": (part.text, other, f"clone({part.text})")})
    return part
