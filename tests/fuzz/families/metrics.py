"""Metrics that write, under another's name; and ones of no module, as ufuncs."""

from tests.fuzz.estimators import steady, willing
from tests.fuzz.finish import finish
from tests.fuzz.part import chain
from tests.fuzz.tables import data

WEIGHT = 3
METRICS = {
    "two": ["accuracy_score", "f1_score", "balanced_accuracy_score", "zero_one_loss"],
    "numbers": ["r2_score", "mean_squared_error", "explained_variance_score"],
}
MAKERS = ["spoils_truth", "spoils_truth", "spoils_answer", "without_module"]
MAKERS += ["without_name"]
PLAIN = [
    "np.matmul",
    "np.dot",
    "np.frompyfunc(product, 2, 1)",
    "np.vectorize(product, signature='(n),(n)->()')",
    "np.logaddexp",
    "hits",
    "partial(product)",
    "without_module(product)",
]


def draw_case(draw):
    kind = draw.weighted({"two": 2, "numbers": 1})
    last = willing(draw, kind, searched=(1, 2))
    part = last
    if draw.chance(0.7):
        part = chain(steady(draw, searched=(0, 1)), last)
    settings = {"scoring": _scorer(draw, kind)}
    if draw.chance(0.3):
        pair = f"'a': {settings['scoring']}, 'b': {_scorer(draw, kind)}"
        settings = {"scoring": f"{{{pair}}}", "refit": draw.one(["'a'", "False"])}
    if draw.chance(0.3):
        settings["return_train_score"] = "True"
    on = data(draw, kind, columns=(2, 6), more=draw.chance(0.15))
    return finish(draw, part, kind, on=on, **settings)


def _scorer(draw, kind):
    if draw.chance(0.25):
        return f"make_scorer({draw.one(PLAIN)})"
    name = draw.one(MAKERS)
    return f"make_scorer({name}({draw.one(METRICS[kind])}))"
