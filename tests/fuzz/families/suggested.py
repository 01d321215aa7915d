"""BayesSearchCV with shared fits beside itself without."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.grids import DISTRIBUTIONS
from tests.fuzz.part import Part
from tests.fuzz.tables import data

WEIGHT = 1
MODELS = {
    "two": {
        "RandomForestClassifier": "n_estimators",
        "ExtraTreesClassifier": "n_estimators",
        "SVC": "C",
        "LogisticRegression": "C",
        "KNeighborsClassifier": "n_neighbors",
        "GaussianNB": "var_smoothing",
    },
    "numbers": {
        "RandomForestRegressor": "n_estimators",
        "Ridge": "alpha",
        "Lasso": "alpha",
        "KernelRidge": "alpha",
        "KNeighborsRegressor": "n_neighbors",
    },
}


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    name, along = draw.one(MODELS[kind].items())
    fixed = {"n_jobs": "2"} if "Forest" in name and draw.chance(0.5) else {}
    if fixed and kind == "two":
        fixed["class_weight"] = "'balanced'"
    part = single(draw, name, searched=(0, 0), **fixed)
    grid = {along: DISTRIBUTIONS[along]}
    if draw.chance(0.5):
        step = draw.one(["StandardScaler()", "PCA(2, random_state=0)"])
        text = f"Pipeline([('first', {step}), ('model', {part.text})])"
        grid = {"first": (step, "'passthrough'"), f"model__{along}": grid[along]}
        part = Part(text)
    case = finish(
        draw, part, kind, search="bayes", on=data(draw, kind, more=False), cv="3"
    )
    return case.replace(grid=(tuple(grid.items()),))
