"""Keyword arguments of searches and of their ``fit``, and contexts to run in."""

from tests.fuzz.scoring import is_several, metrics, scoring
from tests.fuzz.splitters import splitter

WEIGHTS = (
    "np.arange(np.shape(X)[0]) % 3 + 0.5",
    "np.linspace(0, 2, np.shape(X)[0])",
    "np.ones(np.shape(X)[0], dtype=np.float32)",
    "(np.arange(np.shape(X)[0]) % 4 > 0).astype(float)",
    "[1.0, 2.0] * (np.shape(X)[0] // 2) + [1.0] * (np.shape(X)[0] % 2)",
)
GROUPS = "np.arange(np.shape(X)[0]) % 4"


def options(draw, kind, **fixed):
    """((name, text), ...) of a search, and of its ``fit``; `fixed` ones win."""
    text = scoring(draw, kind)
    text = fixed.pop("scoring", text)  # None: the estimator's own
    cv, grouped = splitter(draw, kind)
    found = {"cv": cv} if draw.chance(0.9) else {}
    if text is not None:
        found["scoring"] = text
    if is_several(text):
        found["refit"] = draw.one([repr(draw.one(metrics(text))), "False"])
    elif draw.chance(0.2):
        found["refit"] = draw.one(["False", "True", "lambda results: 0"])
    if draw.chance(0.25):
        found["return_train_score"] = "True"
    if draw.chance(0.3):
        found["error_score"] = draw.one(["'raise'", "'raise'", "-1.0", "0", "np.nan"])
    if draw.chance(0.02):
        found["n_jobs"] = "2"
    fit = {"groups": GROUPS} if grouped and "cv" in found else {}
    found |= fixed
    return tuple(found.items()), tuple(fit.items())


def weights(draw):
    return draw.one(WEIGHTS)


def around(draw):
    """Mostly none; threads now and then."""
    if draw.chance(0.03):
        return ("parallel_config('threading', n_jobs=2)",)
    if draw.chance(0.02):
        return ("np.errstate(all='warn')",)
    if draw.chance(0.02):
        return ("config_context(transform_output='pandas')",)
    return ()
