"""Sparse rows whose numbers are in no order, and fits that sort them."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.tables import data

WEIGHT = 2
MODELS = {
    "two": (
        "SVC(kernel='linear')",
        "SVC()",
        "LogisticRegression()",
        "RidgeClassifier()",
        "NearestCentroid()",
        "SGDClassifier(random_state=0)",
    ),
    "numbers": (
        "SVR(kernel='linear')",
        "SVR()",
        "LinearRegression()",
        "Ridge()",
        "SGDRegressor(random_state=0)",
    ),
}
FIRST = ["MaxAbsScaler", "VarianceThreshold", "TruncatedSVD", "NMF", "Normalizer"]
WORDS = ["CountVectorizer(max_features=20)", "TfidfVectorizer(max_features=20)"]


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    last = tuple(draw.some(MODELS[kind], 2, 4))
    if draw.chance(0.5):
        first, on = Part(draw.one(WORDS)), f"text(60, {draw.integer(0, 99)}, {kind!r})"
    else:
        first = single(draw, draw.one(FIRST), searched=(0, 1))
        how = draw.one(["csr in disorder", "csc in disorder", "csr with doubles"])
        on = data(draw, kind, "positive", how, more=False)
    text = f"Pipeline([('first', {first.text}), ('model', {last[0]})])"
    grid = {"model": last} | first.under("first")
    return finish(draw, Part(text, grid), kind, on=on)
