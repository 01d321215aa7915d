"""What draws, or counts, while it transforms or predicts."""

from tests.fuzz.estimators import OWN_TRANSFORMERS, single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.pipelines import pipeline
from tests.fuzz.scoring import several
from tests.fuzz.tables import data
from tests.fuzz.words import words

WEIGHT = 4
LAST = {
    "two": words("""
        LogisticRegression SVC RidgeClassifier GaussianNB KNeighborsClassifier
        DecisionTreeClassifier RandomForestClassifier LinearDiscriminantAnalysis
    """),
    "numbers": words("Ridge Lasso SVR KNeighborsRegressor DecisionTreeRegressor"),
}
GENERATOR = "np.random.RandomState(0)"


def _imputer(draw):
    return single(
        draw,
        "IterativeImputer",
        searched=(0, 1),
        sample_posterior="True",
        random_state=draw.one(["0", "0", GENERATOR]),
        max_iter="2",
    )


def _topics(draw):
    return single(draw, "LatentDirichletAllocation", random_state=GENERATOR)


def _nmf(draw):
    settings = {"shuffle": "True", "init": "'random'", "max_iter": "20"}
    return single(draw, "NMF", n_components="2", random_state=GENERATOR, **settings)


def _mini_nmf(draw):
    settings = {"n_components": "2", "max_iter": "5"}
    return single(draw, "MiniBatchNMF", random_state=GENERATOR, **settings)


def _own(draw):
    return single(draw, draw.one(OWN_TRANSFORMERS), searched=(0, 1))


def _dictionary(draw):
    return single(draw, "MiniBatchDictionaryLearning", random_state=GENERATOR)


STEPS = [_imputer, _imputer, _topics, _nmf, _nmf, _mini_nmf, _own, _own, _dictionary]


def draw_case(draw):
    kind = draw.weighted({"two": 3, "three": 1, "numbers": 1})
    settings = {"return_train_score": "True"} if draw.chance(0.6) else {}
    if draw.chance(0.6):
        settings["scoring"] = several(draw, kind)
        settings["refit"] = "False"
    if draw.chance(0.25):
        part = _predictor(draw, kind)
        return finish(draw, part, kind, **settings)
    name = draw.one(LAST["numbers" if kind == "numbers" else "two"])
    last = single(draw, name, searched=(1, 2))
    part = pipeline(draw, kind, last=last, first=draw.one(STEPS)(draw))
    if draw.chance(0.15):  # equal candidates
        name, values = next(iter(part.grid.items()), ("model__random_state", ("0",)))
        part = Part(part.text, {**part.grid, name: (values[0], *values)})
    twists = ["nan"] if "Imputer" in part.text else ["positive"]
    on = data(draw, kind, *twists, columns=(3, 6), more=False)
    return finish(draw, part, kind, on=on, **settings)


def _predictor(draw, kind):
    if kind == "numbers":
        name = draw.one(["CountsPredictions", "DrawsPredictions"])
        return single(draw, name, searched=(1, 2))
    settings = {"random_state": draw.one([GENERATOR, "None", "0"])}
    strategy = draw.one(["'stratified'", "'uniform'"])
    part = single(draw, "DummyClassifier", strategy=strategy, **settings)
    return Part(part.text, {"constant": ("None", "1"), **part.grid})
