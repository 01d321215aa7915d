"""``y=None``: for what may require targets, and what has learnt from others before."""

from tests.fuzz.estimators import names, predictor, single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part, chain
from tests.fuzz.pipelines import pipeline
from tests.fuzz.tables import data

WEIGHT = 3
ERRORS = ["'raise'", "np.nan", "0.0"]
OTHER_Y = {"two": "np.arange(len(X)) % 2", "numbers": "np.arange(len(X)) % 7 / 3"}
FIRST = ["StandardScaler", "MinMaxScaler", "RobustScaler", "QuantileTransformer"]
SCORERS = ["of_answers", "of_answers", "deep_copies", "pickles", "gives_numpy", None]


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    settings = {"error_score": draw.one(ERRORS)}
    if draw.chance(0.6):
        part = _without_targets(draw, kind)
        settings |= {
            "scoring": draw.one(SCORERS),
            "cv": draw.one(["3", "2", "KFold(3)"]),
        }
    else:
        part = predictor(draw, kind, searched=(1, 2), own=0.0)
        if draw.chance(0.3):
            part = pipeline(draw, kind, last=part)
    if draw.chance(0.2):
        settings["scoring"] = "of_answers"
    on = data(draw, kind, "y is None", more=False)
    return finish(draw, part, kind, on=on, **settings)


def _without_targets(draw, kind):
    """Frozen ones, or ones that learn from rows alone, behind steps."""
    first = single(draw, draw.one(FIRST), searched=(1, 2))
    if draw.chance(0.25):
        last = predictor(draw, "none", searched=(1, 2))
        return chain(first, last)
    quick = [n for n in names(kind) if n in QUICK]
    model = f"FrozenEstimator({draw.one(quick)}().fit(X, {OTHER_Y[kind]}))"
    if draw.chance(0.3):
        other = f"FrozenEstimator({draw.one(quick)}().fit(X, {OTHER_Y[kind]}))"
        grid = {"model": (model, other), **first.under("s0")}
        return Part(chain(Part(first.text), Part(model)).text, grid)
    return chain(first, Part(model))


QUICK = {
    *("LogisticRegression", "SVC", "GaussianNB", "KNeighborsClassifier", "Ridge"),
    *("SVR", "DecisionTreeRegressor", "RidgeClassifier", "KNeighborsRegressor"),
}
