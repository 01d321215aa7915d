"""Fits and scores that raise for some candidates, or warn for each."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.pipelines import pipeline
from tests.fuzz.tables import data

WEIGHT = 4


def draw_case(draw):
    kind = draw.one(["two", "two", "numbers"])
    part = draw.one(PARTS)(draw, kind)
    errors = ["'raise'", "'raise'", "np.nan", "-1.0"]
    settings = {"error_score": draw.one(errors)}
    if draw.chance(0.2):
        settings["scoring"] = draw.one(["raises_for_some", "'roc_auc'", "'no_such'"])
    columns = draw.one([(1, 1), (2, 5)])
    on = data(draw, kind, columns=columns, more=draw.chance(0.4))
    return finish(draw, part, kind, on=on, **settings)


def _components(draw, kind):
    first = single(draw, draw.one(["PCA", "SelectKBest", "TruncatedSVD", "KernelPCA"]))
    where = "k" if first.text.startswith("SelectK") else "n_components"
    grid = {f"s0__{where}": ("1", "2", "300", "-3", "0")}
    last = single(draw, _model(draw, kind), searched=(0, 1))
    part = pipeline(draw, kind, last=last, first=Part(first.text))
    return Part(part.text, {**part.grid, **grid})


def _neighbors(draw, kind):
    name = "KNeighborsClassifier" if kind == "two" else "KNeighborsRegressor"
    return Part(f"{name}()", {"n_neighbors": ("1", "3", "500", "True", "0", "-1")})


def _selected(draw, kind):
    inner = single(draw, _model(draw, kind), searched=(0, 1))
    first = f"SelectFromModel({inner.text}, threshold=1e9)"
    grid = {"f__threshold": ("1e9", "-np.inf", "'mean'", "'no'")}
    last = single(draw, _model(draw, kind), searched=(0, 1))
    text = f"Pipeline([('f', {first}), ('model', {last.text})])"
    return Part(text, grid | last.under("model"))


def _boosted(draw, kind):
    end = "Classifier" if kind == "two" else "Regressor"
    name = draw.one(["AdaBoost", "GradientBoosting", "HistGradientBoosting"]) + end
    along = "max_iter" if name.startswith("Hist") else "n_estimators"
    part = single(draw, name, searched=(0, 1))
    return Part(part.text, {**part.grid, along: ("0", "1", "3", "-1", "2.0")})


def _own(draw, kind):
    if draw.chance(0.5):
        return single(
            draw, draw.one(["RaisesAbove", "RaisesWhenAsked"]), also=("shrink",)
        )
    first = single(draw, draw.one(["RefusesLarge", "RefusesRows"]), also=("by",))
    last = single(draw, _model(draw, kind), searched=(0, 1))
    return pipeline(draw, kind, last=last, first=first)


def _invalid(draw, kind):
    part = single(draw, _model(draw, kind), searched=(1, 2))
    name, values = draw.one(list(part.grid.items()))
    bad = draw.one(["'no'", "-1", "None", "[1]", "np.nan", "object"])
    return Part(part.text, {**part.grid, name: (*values, bad)})


PARTS = [_components, _neighbors, _selected, _boosted, _own, _invalid]


def _model(draw, kind):
    if kind == "two":
        return draw.one(
            ["LogisticRegression", "SVC", "RandomForestClassifier", "Ridge"]
        )
    return draw.one(["Ridge", "Lasso", "SVR", "RandomForestRegressor"])
