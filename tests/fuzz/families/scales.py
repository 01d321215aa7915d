"""Rows so large or small that products of them are next to the ends of floats."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part, chain
from tests.fuzz.tables import data

WEIGHT = 3
SCALES = ["1e39", "1e39", "1e-39", "1e26", "1e100", "1e-100"]
KERNELS = ("'linear'", "'poly'", "'rbf'", "'cosine'", "'sigmoid'")
MACHINES = {
    "two": ["SVC", "NuSVC", "GaussianProcessClassifier", "RidgeClassifier"],
    "numbers": ["SVR", "KernelRidge", "NuSVR", "GaussianProcessRegressor", "Ridge"],
}
ROTATIONS = [
    ("KernelPCA", {"eigen_solver": "'dense'", "kernel": "'linear'"}),
    ("KernelPCA", {"eigen_solver": "'dense'", "kernel": "'linear'"}),
    ("KernelPCA", {"eigen_solver": "'dense'", "kernel": "'poly'"}),
    ("PCA", {"svd_solver": "'full'"}),
    ("PCA", {"svd_solver": "'covariance_eigh'"}),
    ("TruncatedSVD", {"algorithm": "'arpack'"}),
]


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    name = draw.one(MACHINES[kind])
    # libsvm does not come to an end by itself with such numbers, nor does liblinear
    bounds = {"max_iter": "50"} if "SV" in name else {}
    last = single(draw, name, searched=(1, 1), **bounds)
    if "Kernel" in last.text or "SV" in last.text:
        kernels = {"kernel": tuple(draw.some(KERNELS, 1, 2))}
        last = Part(last.text, {**last.grid, **kernels})
    part = last
    if draw.chance(0.6):
        name, settings = draw.one(ROTATIONS)
        first = single(draw, name, searched=(0, 0), **settings)
        first = Part(first.text, {"n_components": ("1", "2", "3")})
        last = Part("GaussianNB()" if kind == "two" else "Ridge()", {})
        between = [Part("StandardScaler()")] if draw.chance(0.5) else []
        part = chain(first, *between, last)
    columns = draw.one([(3, 6), (6, 12)])
    on = data(draw, kind, draw.one(SCALES), columns=columns, more=False)
    return finish(draw, part, kind, on=on)
