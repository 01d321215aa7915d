"""Candidates that draw from numpy's global state beside ones that need not."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.pipelines import pipeline
from tests.fuzz.words import words

WEIGHT = 4
MODELS = {
    "two": words("""
        LinearSVC LogisticRegression SGDClassifier RandomForestClassifier MLPClassifier
        DecisionTreeClassifier SVC Perceptron DummyClassifier
        HistGradientBoostingClassifier
        RidgeClassifier GradientBoostingClassifier
    """),
    "numbers": words("""
        LinearSVR Ridge Lasso ElasticNet SGDRegressor ExtraTreesRegressor MLPRegressor
        RANSACRegressor DecisionTreeRegressor HistGradientBoostingRegressor
        Lars GradientBoostingRegressor
    """),
}
FIRST = words(
    "PCA TruncatedSVD StandardScaler KernelPCA SelectKBest RBFSampler Nystroem"
)


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    name = draw.one(MODELS[kind])
    part = single(draw, name, searched=(1, 2))
    if "random_state=" in part.text:
        part = single(draw, name, searched=(1, 2), random_state="None")
        if draw.chance(0.3):
            part = Part(part.text, {**part.grid, "random_state": ("None", "0")})
    if draw.chance(0.5):
        first = single(draw, draw.one(FIRST), searched=(0, 1))
        if "random_state=" in first.text:
            text = first.text.replace("random_state=0", "random_state=None")
            first = Part(text, first.grid)
        part = pipeline(draw, kind, last=part, first=first)
    return finish(draw, part, kind)
