"""Parameters of ``fit`` for steps of a Pipeline that share."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.options import weights
from tests.fuzz.pipelines import pipeline
from tests.fuzz.words import words

WEIGHT = 3
MODELS = {
    "two": words("""
        LogisticRegression RandomForestClassifier GaussianNB SVC MultinomialNB
        RidgeClassifier AdaBoostClassifier GradientBoostingClassifier SGDClassifier
        HistGradientBoostingClassifier DecisionTreeClassifier ScalesWeightsOfClasses
        DummyClassifier BernoulliNB LinearSVC Perceptron
    """),
    "numbers": words("""
        Ridge RandomForestRegressor Lasso ElasticNet SVR KernelRidge AdaBoostRegressor
        GradientBoostingRegressor DecisionTreeRegressor ScalesWeights LinearRegression
        HistGradientBoostingRegressor HuberRegressor TweedieRegressor DummyRegressor
    """),
}
FIRST = ["StandardScaler", "SpoilsWeights", "KBinsDiscretizer", "SplineTransformer"]


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    last = single(draw, draw.one(MODELS[kind]), searched=(1, 2))
    if draw.chance(0.4):
        return finish(draw, last, kind, fit={"sample_weight": weights(draw)})
    first = single(draw, draw.one(FIRST), searched=(0, 1))
    part = pipeline(draw, kind, last=last, first=first)
    names = draw.some(["s0__sample_weight", "model__sample_weight"], 1, 2)
    return finish(draw, part, kind, fit={name: weights(draw) for name in names})
