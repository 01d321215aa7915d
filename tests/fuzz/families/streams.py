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


IGNORING = {
    "two": [
        "LinearSVC(dual='auto')",
        "LinearSVC(dual='auto', loss='hinge')",
        "SVC(kernel='linear', gamma=0.1)",
        "SVC(kernel='linear', gamma=0.5)",
        "LogisticRegression(solver='saga', max_iter=3)",
        "LogisticRegression(solver='liblinear', dual=True)",
        "SGDClassifier(max_iter=5)",
        "DecisionTreeClassifier(max_features=1)",
        "KNeighborsClassifier(3)",
        "RandomForestClassifier(3)",
        "GaussianNB()",
    ],
    "numbers": [
        "LinearSVR()",
        "Ridge(solver='sag', max_iter=3)",
        "Ridge(0.1)",
        "Ridge()",
        "Lasso(selection='random')",
        "SVR()",
        "SGDRegressor(max_iter=5)",
        "ExtraTreesRegressor(3)",
        "KNeighborsRegressor(3)",
        "KernelRidge(kernel='linear', gamma=0.1)",
    ],
}


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    if draw.chance(0.5):
        part = _beside(draw, kind)
        return finish(draw, part, kind, scoring=None)
    name = draw.one(MODELS[kind])
    fixed = {"dual": "'auto'"} if name == "LinearSVC" else {}
    part = single(draw, name, searched=(1, 2), **fixed)
    if "random_state=" in part.text:
        part = single(draw, name, searched=(1, 2), random_state="None", **fixed)
        if draw.chance(0.3):
            part = Part(part.text, {**part.grid, "random_state": ("None", "0")})
    if draw.chance(0.5):
        first = single(draw, draw.one(FIRST), searched=(0, 1))
        if "random_state=" in first.text:
            text = first.text.replace("random_state=0", "random_state=None")
            first = Part(text, first.grid)
        part = pipeline(draw, kind, last=part, first=first)
    return finish(draw, part, kind)


def _beside(draw, kind):
    """Models in each other's place, some of them equal, behind steps that may draw."""
    models = draw.some(IGNORING[kind], 3, 5)
    if draw.chance(0.3):
        models.append(models[0])
    first = draw.one(["StandardScaler()", "PCA(2)", "'passthrough'", "RBFSampler()"])
    others = ("SelectKBest(k=1)", "MinMaxScaler()", "SplineTransformer(3)")
    grid = {"model": tuple(models)}
    if draw.chance(0.4):
        grid["s"] = (first, draw.one(others))
    return Part(f"Pipeline([('s', {first}), ('model', {models[0]})])", grid)
