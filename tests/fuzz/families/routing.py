"""Weights routed to steps and to scores, under metadata routing."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.options import weights
from tests.fuzz.part import Part
from tests.fuzz.tables import data

WEIGHT = 3
ROUTING = "config_context(enable_metadata_routing=True)"
MODELS = {
    "two": ["LogisticRegression", "RandomForestClassifier", "GaussianNB", "SVC"],
    "numbers": ["Ridge", "RandomForestRegressor", "DecisionTreeRegressor", "Lasso"],
}
METRICS = {
    "two": ["accuracy_score", "f1_score", "weights_spoilt"],
    "numbers": ["r2_score", "mean_squared_error", "weights_spoilt", "errors_spoilt"],
}


def draw_case(draw):
    kind = draw.one(["two", "numbers"])
    model = single(draw, draw.one(MODELS[kind]), searched=(1, 2))
    part = Part(
        f"{model.text}.set_fit_request(sample_weight={_asked(draw)})", model.grid
    )
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
