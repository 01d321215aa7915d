"""Scorers that copy, write, learn or draw, of estimators that share."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.pipelines import pipeline
from tests.fuzz.scoring import OWN
from tests.fuzz.tables import data
from tests.fuzz.words import words

WEIGHT = 6
SHARING = {
    "two": words("""
        GaussianNB MultinomialNB BernoulliNB SVC KNeighborsClassifier
        RandomForestClassifier GradientBoostingClassifier RidgeClassifier
        GaussianNB MultinomialNB
        LogisticRegression DecisionTreeClassifier AdaBoostClassifier
        HistGradientBoostingClassifier ComplementNB SGDClassifier
    """),
    "numbers": words("""
        Ridge Lasso KNeighborsRegressor SVR RandomForestRegressor KernelRidge
        GradientBoostingRegressor DecisionTreeRegressor PLSRegression
        OrthogonalMatchingPursuit ElasticNet
    """),
}
FIRST = words("""
    StandardScaler PCA IncrementalPCA SelectKBest MinMaxScaler TruncatedSVD
    QuantileTransformer VarianceThreshold MaxAbsScaler
""")


def draw_case(draw):
    kind = draw.weighted({"two": 3, "numbers": 1})
    name = draw.one(SHARING[kind])
    last = single(draw, name, searched=(1, 2))
    part = last
    if draw.chance(0.6):
        before = single(draw, draw.one(FIRST), searched=(0, draw.integer(0, 1)))
        part = pipeline(draw, kind, last=last, first=before)
    if part.grid and draw.chance(0.1):  # equal candidates
        name, values = next(iter(part.grid.items()))
        part = Part(part.text, {**part.grid, name: (values[0], *values)})
    positive = ["positive"] if name.endswith(("lNB", "tNB")) else []
    on = data(draw, kind, *positive, columns=(2, 6), more=draw.chance(0.3))
    return finish(draw, part, kind, on=on, scoring=draw.one(OWN))
