"""Numbers at the ends of what floats can hold, and who warns of it."""

from tests.fuzz.estimators import single, steady
from tests.fuzz.finish import finish
from tests.fuzz.pipelines import pipeline
from tests.fuzz.tables import data
from tests.fuzz.words import words

WEIGHT = 2
MODELS = {
    "two": words("""
        GaussianNB GaussianNB MultinomialNB BernoulliNB ComplementNB SVC
        KNeighborsClassifier RidgeClassifier LogisticRegression AdaBoostClassifier
        GradientBoostingClassifier QuadraticDiscriminantAnalysis
    """),
    "numbers": words("""
        Ridge Lasso SVR KernelRidge KNeighborsRegressor AdaBoostRegressor ElasticNet
        GradientBoostingRegressor PLSRegression OrthogonalMatchingPursuit
    """),
}


def draw_case(draw):
    kind = draw.weighted({"two": 2, "numbers": 1})
    part = single(draw, draw.one(MODELS[kind]), searched=(1, 2))
    if draw.chance(0.3):
        part = pipeline(draw, kind, first=steady(draw, searched=(0, 1)), last=part)
    twist = draw.one(
        [
            "vanishing",
            "vanishing",
            "tiny",
            "large",
            "constant",
            "small integers",
            "positive",
        ]
    )
    on = data(draw, kind, twist, columns=draw.one([(2, 5), (6, 12)]), more=False)
    scoring = "'roc_auc'" if kind == "two" and draw.chance(0.3) else None
    around = ("np.errstate(all='warn')",) if draw.chance(0.5) else ()
    return finish(draw, part, kind, on=on, around=around, scoring=scoring)
