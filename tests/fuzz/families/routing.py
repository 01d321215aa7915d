"""Weights routed to steps and to scores, under metadata routing."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.options import weights
from tests.fuzz.part import Part
from tests.fuzz.tables import data
from tests.fuzz.words import words

WEIGHT = 3
ROUTING = "config_context(enable_metadata_routing=True)"
MODELS = {
    "two": words("""
        LogisticRegression RandomForestClassifier GaussianNB SVC RidgeClassifier
        KNeighborsClassifier MultinomialNB GradientBoostingClassifier
    """),
    "numbers": words("""
        Ridge RandomForestRegressor DecisionTreeRegressor Lasso KNeighborsRegressor
        KernelRidge AdaBoostRegressor
    """),
}
METRICS = {
    "two": ["accuracy_score", "f1_score", "weights_spoilt", "weights_spoilt"],
    "numbers": ["r2_score", "mean_squared_error", "errors_spoilt"],
}


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    model = single(draw, draw.one(MODELS[kind]), searched=(1, 2))
    part = model
    if "Neighbors" not in model.text:  # their fit takes none
        asked = f"set_fit_request(sample_weight={_asked(draw)})"
        part = Part(f"{model.text}.{asked}", model.grid)
    if draw.chance(0.5):
        first = f"StandardScaler().set_fit_request(sample_weight={_asked(draw)})"
        text = f"Pipeline([('first', {first}), ('model', {part.text})])"
        part = Part(text, part.under("model"))
    chosen = draw.some(METRICS[kind], 1, 2)
    scorers = [
        f"make_scorer({name}).set_score_request(sample_weight={_asked(draw)})"
        for name in chosen
    ]
    pairs = ", ".join(f"'m{i}': {one}" for i, one in enumerate(scorers))
    settings = {"scoring": scorers[0]}
    if len(scorers) > 1:
        settings = {"scoring": f"{{{pairs}}}", "refit": "'m0'"}
    if draw.chance(0.5):
        settings["return_train_score"] = "True"
    return finish(
        draw,
        part,
        kind,
        on=data(draw, kind, more=draw.chance(0.2)),
        fit={"sample_weight": weights(draw)},
        around=(ROUTING,),
        **settings,
    )


def _asked(draw):
    return draw.weighted({"True": 6, "False": 2, "'other'": 0.2})
