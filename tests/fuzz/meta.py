"""Estimators made of one or two others: one entry each, by the kind of targets."""

from tests.fuzz.estimators import names, predictor, single
from tests.fuzz.part import Part
from tests.fuzz.values import random_state
from tests.fuzz.words import words

FOREIGN = "estimator"

# Class, and its settings; the inner estimator is added.
CLASSIFIERS = {
    "BaggingClassifier": "n_estimators=4, random_state={seed}",
    "AdaBoostClassifier": "n_estimators=4, random_state={seed}",
    "CalibratedClassifierCV": "cv=2",
    "OneVsRestClassifier": "",
    "OneVsOneClassifier": "",
    "OutputCodeClassifier": "random_state={seed}",
    "MultiOutputClassifier": "",
    "ClassifierChain": "random_state={seed}",
    "SelfTrainingClassifier": "max_iter=2",
    "TunedThresholdClassifierCV": "cv=2, thresholds=5, random_state={seed}",
    "FixedThresholdClassifier": "",
}
REGRESSORS = {
    "BaggingRegressor": "n_estimators=4, random_state={seed}",
    "AdaBoostRegressor": "n_estimators=4, random_state={seed}",
    "TransformedTargetRegressor": "",
    "MultiOutputRegressor": "",
    "RegressorChain": "random_state={seed}",
    "RANSACRegressor": "max_trials=3, random_state={seed}",
}
SELECTORS = {
    "RFE": "n_features_to_select=2",
    "SelectFromModel": "",
    "SequentialFeatureSelector": "n_features_to_select=1, cv=2",
}
OWN_GRIDS = {
    "BaggingClassifier": {"n_estimators": ("2", "4"), "max_features": ("0.5", "1.0")},
    "BaggingRegressor": {"n_estimators": ("2", "4"), "max_samples": ("0.5", "1.0")},
    "AdaBoostClassifier": {"n_estimators": ("2", "4"), "learning_rate": ("0.5", "1.0")},
    "AdaBoostRegressor": {"n_estimators": ("2", "4"), "loss": ("'linear'", "'square'")},
    "CalibratedClassifierCV": {"method": ("'sigmoid'", "'isotonic'")},
    "TransformedTargetRegressor": {
        "transformer": ("None", "StandardScaler()", "MinMaxScaler()")
    },
    "FixedThresholdClassifier": {"threshold": ("0.3", "0.5", "0.7")},
    "RFE": {"n_features_to_select": ("1", "2", "3"), "step": ("1", "2")},
    "SelectFromModel": {
        "threshold": ("'mean'", "-np.inf", "0.1", "1e9"),
        "max_features": ("None", "1", "2"),
    },
    "SequentialFeatureSelector": {"n_features_to_select": ("1", "2")},
    "RANSACRegressor": {"min_samples": ("5", "0.5")},
}


def meta(draw, kind, inner=None):
    """Any made of one estimator, or a vote or stack of two."""
    table = CLASSIFIERS if kind in ("two", "three", "labels") else REGRESSORS
    if draw.chance(0.25) and kind not in ("several", "labels"):
        return together(draw, kind, inner)
    return around(draw, draw.one(table), table, inner or _inner(draw, kind))


def around(draw, name, table, inner):
    settings = table[name].format(seed=random_state(draw))
    text = f"{name}({inner.text}{', ' if settings else ''}{settings})"
    grid = dict(inner.under(FOREIGN if name != "RegressorChain" else "estimator"))
    own = OWN_GRIDS.get(name, {})
    grid |= {one: own[one] for one in draw.some(own, min(1, len(own)), 2)}
    return Part(text, grid)


def selector(draw, kind):
    """A transformer that asks an estimator which columns matter."""
    name = "Ridge" if kind in ("numbers", "counts", "several") else "RidgeClassifier"
    trees = {"Ridge": "RandomForestRegressor", "RidgeClassifier": "ExtraTreeClassifier"}
    inner = single(draw, draw.one([name, trees[name]]), searched=(0, 1))
    return around(draw, draw.one(SELECTORS), SELECTORS, inner)


def together(draw, kind, inner=None):
    a, b = inner or _inner(draw, kind), _inner(draw, kind)
    end = "Classifier" if kind in ("two", "three") else "Regressor"
    how = draw.one(["Voting", "Stacking"])
    more = ", cv=2" if how == "Stacking" else ""
    if draw.chance(0.1):
        more += ", n_jobs=2"
    text = f"{how}{end}([('a', {a.text}), ('b', {b.text})]{more})"
    grid = a.under("a") | b.under("b")
    if how == "Voting":
        grid["weights"] = ("None", "[1, 2]", "[.3, .7]")
    elif draw.chance(0.5):
        grid["passthrough"] = ("True", "False")
    if draw.chance(0.3):
        grid["b"] = (b.text, "'drop'")
        grid = {k: v for k, v in grid.items() if not k.startswith("b__")}
    kept = draw.some(list(grid), 1, 2)
    return Part(text, {name: grid[name] for name in kept})


def _inner(draw, kind):
    plain = {"labels": "two", "several": "numbers"}.get(kind, kind)
    if draw.chance(0.3):
        return predictor(draw, plain, searched=(0, 1))
    quick = [n for n in names(plain) if n in QUICK]
    return single(draw, draw.one(quick), searched=(0, 1))


QUICK = words("""
    DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier Ridge
    RidgeClassifier LogisticRegression GaussianNB KNeighborsClassifier
    KNeighborsRegressor SVC SVR LinearSVC Lasso PLSRegression LinearRegression
    DummyClassifier RandomForestClassifier KernelRidge SGDClassifier
""")
