"""Quick metrics: equal to scikit-learn's bit for bit, or declined."""

import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn
import sklearn.metrics
from sklearn.datasets import make_classification, make_regression
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2
from sk_hpo._compat.sklearn_scorer import parts_of
from sk_hpo.registry import handled
from sk_hpo.sharing.rule import DeclinedError
from sk_hpo.sharing.scores.metric import metric_for
from sk_hpo.sharing.scores.quick_scores import QuickScores
from sk_hpo.sharing.warned import Recorder

FUNCTIONS = [
    getattr(sklearn.metrics, path.rpartition(".")[2])
    for path in handled("sk_hpo.sharing.scores.metrics")
]
REGRESSION = [f for f in FUNCTIONS if f.__name__.endswith("error")] + [
    sklearn.metrics.r2_score
]
RATIOS = [
    sklearn.metrics.f1_score,
    sklearn.metrics.precision_score,
    sklearn.metrics.recall_score,
]
SIZES = [2, 3, 7, 20, 21, 100, 129, 500]


def both(function, y, response, **kwargs):
    """scikit-learn's value (None if it warns or raises), and ours (None: declined)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            theirs = float(function(y, response, **kwargs))
        except Exception:  # noqa: BLE001  whatever it is, ours has to decline
            theirs = None
    with np.errstate(all="raise"):
        try:
            ours = metric_for(function).prepare(y, kwargs).score(response)
        except (DeclinedError, ArithmeticError):
            ours = None
    return theirs, ours


def agree(function, y, response, **kwargs):
    """Whether ours gave a value; if so it has to be scikit-learn's, to the bit."""
    theirs, ours = both(function, y, response, **kwargs)
    if ours is None:
        return False
    assert type(ours) is float
    assert theirs is not None, f"{function.__name__} warns or raises"
    assert ours.hex() == theirs.hex()
    return True


# --- regression


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("function", REGRESSION, ids=lambda f: f.__name__)
def test_errors_of_numbers(function, n):
    for seed in range(8):
        rng = np.random.default_rng(seed)
        y = rng.normal(size=n) * 10.0 ** rng.integers(-6, 7) + rng.integers(-3, 4)
        p = y + rng.normal(size=n) * 10.0 ** rng.integers(-6, 3)
        both_columns = np.column_stack([p, y])
        assert agree(function, y, p)
        assert agree(function, y, both_columns[:, 0]), "strided"
        assert agree(function, pd.Series(y), p)
        assert agree(function, y.astype(np.float32), p)
        assert agree(function, y, p.astype(np.float32))
        assert agree(function, y.astype(np.float32), p.astype(np.float32))
        whole = rng.integers(-50, 50, size=n)
        assert agree(function, whole, p)
        assert agree(function, whole, p.astype(np.float32))
        assert agree(function, whole.astype(np.uint8), p.astype(np.float32))


@pytest.mark.parametrize("function", REGRESSION, ids=lambda f: f.__name__)
def test_special_numbers(function):
    ones, zeros = np.ones(5), np.zeros(5)
    for y, p in [
        (ones, ones),
        (ones, zeros),
        (zeros, -zeros),
        (np.arange(5.0), np.arange(5.0)),
        (np.arange(5.0), -np.arange(5.0)),
        (1e150 * np.arange(5.0), 1e150 * ones),
        (1e-150 * np.arange(5.0), 1e-150 * ones),
    ]:
        assert agree(function, y, p)
    # too large for their squares: scikit-learn's own warns
    for y, p in [(1e300 * np.arange(5.0), ones), (ones, 1e300 * np.arange(5.0))]:
        agree(function, y, p)


@pytest.mark.parametrize("function", REGRESSION, ids=lambda f: f.__name__)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_decline(function, bad):
    y = np.arange(9.0)
    odd = y.copy()
    odd[3] = bad
    assert not agree(function, y, odd)
    assert not agree(function, odd, y)
    odd[:] = bad
    assert not agree(function, y, odd)


@pytest.mark.parametrize("function", REGRESSION, ids=lambda f: f.__name__)
def test_odd_numbers_decline(function):
    y = np.arange(9.0)
    for odd in [
        y[:1],
        y[:8],
        y.reshape(-1, 1),
        y.tolist(),
        y.astype(object),
        y.astype(complex),
        y.astype(np.float16),
        y.astype(int) > 3,
        y.astype(str),
        np.ma.array(y),
        pd.Series(y, dtype="Float64"),
        None,
    ]:
        assert not agree(function, y, odd)
        if not (isinstance(odd, np.ndarray) and odd.shape == (8,)):
            assert not agree(function, odd, y)
    assert not agree(function, y[:1], y[:1])


# --- labels

KINDS = {
    "int": lambda codes: codes,
    "negative": lambda codes: -3 * codes,
    "int8": lambda codes: codes.astype(np.int8) * 60 - 100,
    "unsigned": lambda codes: codes.astype(np.uint64) + np.uint64(2**63),
    "bool": lambda codes: codes == 1,
    "float": lambda codes: codes * 1.0 - 1.0,
    "float32": lambda codes: codes.astype(np.float32),
    "str": lambda codes: np.array(["no", "yes", "perhaps", "never"])[codes],
    "object": lambda codes: np.array(["b", "aaa", "c", ""], dtype=object)[codes],
}


def labels(rng, n, k):
    """True and predicted codes; of both, all k labels where there is room."""
    y, p = rng.integers(0, k, size=(2, n))
    y[: min(k, n)] = p[: min(k, n)] = np.arange(k)[:n]
    wrong = rng.random(n) < rng.choice([0.0, 0.1, 0.5, 1.0])
    return y, np.where(wrong, p, y)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", [1, 2, 4])
def test_scores_of_labels(n, kind, k):
    for seed in range(3):
        y, p = map(KINDS[kind], labels(np.random.default_rng(seed), n, k))
        assert agree(sklearn.metrics.accuracy_score, y, p)
        assert agree(sklearn.metrics.accuracy_score, pd.Series(y), p) or kind in {
            "str",  # a dtype of pandas' own from 3.0 on
            "object",
        }
        n_labels = len(np.unique(y))
        assert agree(sklearn.metrics.balanced_accuracy_score, y, p) == (n_labels > 1)
        for function in RATIOS:
            average = ["macro", "micro", "weighted"][seed]
            given = {"average": average, "pos_label": None}
            assert agree(function, y, p, **given) == (n_labels > 1)
            given = {"average": "binary", "pos_label": y.tolist()[seed % n]}
            assert agree(function, y, p, **given) == (n_labels == 2)


def test_predicted_labels_that_are_not_true_ones():
    y, p = np.array([0, 0, 1, 1, 1]), np.array([0, 2, 1, 1, 0])
    assert agree(sklearn.metrics.accuracy_score, y, p)
    for function in RATIOS:
        assert not agree(function, y, p)
        assert not agree(function, y, p, average="macro")
    assert not agree(sklearn.metrics.balanced_accuracy_score, y, p)


def test_labels_of_which_scikit_learn_warns_decline():
    # a label that is never predicted has no precision
    y, p = np.array([0, 1, 1, 2]), np.array([0, 1, 1, 1])
    assert not agree(sklearn.metrics.precision_score, y, p, average="macro")
    assert agree(sklearn.metrics.f1_score, y, p, average="macro")
    assert not agree(sklearn.metrics.f1_score, y, p, average="macro", pos_label=2)
    assert not agree(sklearn.metrics.f1_score, y, p, average="samples")
    # of many rows with labels of their own
    for n in [20, 21, 40]:
        agree(sklearn.metrics.accuracy_score, np.arange(n), np.arange(n))
        agree(sklearn.metrics.accuracy_score, np.arange(n) % 2, np.arange(n))


def test_odd_labels_decline():
    y = np.arange(30) % 3
    mixed = y.astype(object)
    half, beyond, hole = y + 0.5, y * 1e300, y * 1.0
    hole[3] = np.nan
    for function, kwargs in [
        (sklearn.metrics.accuracy_score, {}),
        (sklearn.metrics.balanced_accuracy_score, {}),
        (sklearn.metrics.f1_score, {"average": "macro"}),
    ]:
        for odd in [mixed, half, beyond, hole, y.reshape(-1, 1), y.tolist(), None]:
            assert not agree(function, odd, odd, **kwargs)
        for odd in [y * 1.0, y.astype(str), y[:7], y == 1, y.astype("S1")]:
            assert not agree(function, y, odd, **kwargs)
        missing = y.astype(str).astype(object)
        missing[4] = None
        assert not agree(function, missing, missing, **kwargs)


# --- probabilities and scores


def probabilities(rng, n, k):
    P = rng.random((n, k)) ** rng.integers(1, 20)
    P /= P.sum(axis=1, keepdims=True)
    P[rng.random(n) < 0.1] = np.eye(k)[-1]  # certain, and wrong for some
    return P


@pytest.mark.parametrize("n", [8, 20, 129, 500])
@pytest.mark.parametrize("k", [2, 3, 5])
def test_log_loss(n, k):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        y = rng.permutation(np.arange(n) % k)
        P = probabilities(rng, n, k)
        response = P[:, 1] if k == 2 else P
        assert agree(sklearn.metrics.log_loss, y, response) == (n <= 20 or k <= n / 5)
        if k > 2:
            assert agree(sklearn.metrics.log_loss, y, np.asfortranarray(P))
        assert not agree(sklearn.metrics.log_loss, y, 1.1 * response)
        assert not agree(sklearn.metrics.log_loss, y, response - 1.0)
        assert not agree(sklearn.metrics.log_loss, y, response.astype(np.float32))
        assert not agree(sklearn.metrics.log_loss, y, P[:, :-1])
        assert not agree(sklearn.metrics.log_loss, 0 * y, response)


@pytest.mark.parametrize("n", SIZES)
def test_roc_auc(n):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        y = rng.permutation(np.arange(n) % 2)
        s = y * rng.random() + rng.normal(size=n)
        for scores in [s, s.round(1), s.round(0), 0 * s, -0.0 * s, 1e300 * s, 1.0 * y]:
            assert agree(sklearn.metrics.roc_auc_score, y, scores)
            strided = np.column_stack([s, scores])[:, 1]
            assert agree(sklearn.metrics.roc_auc_score, y, strided)
        assert agree(sklearn.metrics.roc_auc_score, y, s.round(1).astype(np.float32))
        assert agree(sklearn.metrics.roc_auc_score, np.array(["b", "a"])[y], s)
    for odd in [s + np.inf, s * np.nan, s[1:], s.reshape(-1, 1), y]:
        assert not agree(sklearn.metrics.roc_auc_score, y, odd)
    assert not agree(sklearn.metrics.roc_auc_score, 0 * y, s)
    assert not agree(sklearn.metrics.roc_auc_score, np.arange(n) % 3, s) or n == 2


# --- searches

NAMES = {
    "two classes": [
        "accuracy",
        "balanced_accuracy",
        "f1",
        "f1_macro",
        "precision",
        "recall_weighted",
        "neg_log_loss",
        "roc_auc",
    ],
    "three classes": ["accuracy", "f1_macro", "precision_micro", "neg_log_loss"],
    "numbers": [
        "r2",
        "neg_mean_squared_error",
        "neg_root_mean_squared_error",
        "neg_mean_absolute_error",
        "neg_median_absolute_error",
    ],
}
SCORINGS = [(task, None) for task in NAMES]
SCORINGS += [(task, name) for task, names in NAMES.items() for name in names]
SCORINGS += list(NAMES.items())
SCORINGS += [(task, {"a": names[-1], "b": names[0]}) for task, names in NAMES.items()]


def data(task):
    if task == "numbers":
        return make_regression(60, 4, noise=9.0, random_state=0)
    k = 2 if task == "two classes" else 3
    return make_classification(
        90, 5, n_informative=3, n_redundant=0, n_classes=k, random_state=0
    )


def nearest(task):
    kind = KNeighborsRegressor if task == "numbers" else KNeighborsClassifier
    return make_pipeline(StandardScaler(), kind())


def grid(estimator):
    return {f"{estimator.steps[-1][0]}__n_neighbors": [1, 3, 5, 7]}


def scores(search):
    return {
        name: np.asarray(values)
        for name, values in search.cv_results_.items()
        if name.startswith(("split", "mean_t", "std_t", "rank"))
    }


def both_searches(estimator, grid, X, y, **settings):
    settings = {"cv": 3, "return_train_score": True, "refit": False, **settings}
    theirs = GridSearchCV(estimator, grid, **settings).fit(X, y)
    ours = GridSearchCV2(estimator, grid, **settings).fit(X, y)
    expected, found = scores(theirs), scores(ours)
    assert list(expected) == list(found)
    for name in expected:
        np.testing.assert_array_equal(found[name], expected[name], err_msg=name)
    return ours


@pytest.mark.parametrize(("task", "scoring"), SCORINGS, ids=str)
def test_searches_have_the_same_scores(task, scoring):
    X, y = data(task)
    estimator = nearest(task)
    both_searches(estimator, grid(estimator), X, y, scoring=scoring)


@pytest.mark.parametrize("kind", ["str", "object", "bool", "float"])
@pytest.mark.parametrize("scoring", [None, ["accuracy", "f1_macro", "roc_auc"]])
def test_searches_with_labels_of_any_kind(kind, scoring):
    X, y = data("two classes")
    both_searches(
        GaussianNB(),
        {"var_smoothing": [1e-9, 1e-3, 1.0]},
        X,
        KINDS[kind](y),
        scoring=scoring,
    )


def test_searches_with_a_frame():
    X, y = data("numbers")
    both_searches(Ridge(), {"alpha": [0.1, 1, 10]}, pd.DataFrame(X), pd.Series(y))


def test_a_scorer_that_fails_fails_as_ever():
    # pos_label=1 is not among the labels
    X, y = data("two classes")
    settings = {"scoring": "f1", "cv": 3, "refit": False}
    for search in [GridSearchCV, GridSearchCV2]:
        failing = search(GaussianNB(), {"var_smoothing": [1e-9, 1.0]}, **settings)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            failing.fit(X, np.array(["a", "b"])[y])
        told = [str(one.message) for one in caught]
        assert sum("pos_label=1 is not a valid label" in text for text in told) == 6
        assert np.isnan(failing.cv_results_["mean_test_score"]).all()


@pytest.mark.parametrize("scoring", [None, "accuracy", ["accuracy", "f1_macro"]])
@pytest.mark.parametrize(
    ("estimator", "name", "values"),
    [
        (GaussianNB(), "var_smoothing", [1e-9, 1e-6, 1e-3, 1.0]),
        (KNeighborsClassifier(), "n_neighbors", [1, 3, 5, 7]),
        (nearest("classes"), "kneighborsclassifier__n_neighbors", [1, 3, 5, 7]),
    ],
)
def test_scikit_learn_is_asked_once_for_the_same_rows(
    estimator, name, values, scoring, monkeypatch
):
    from sklearn.metrics import _classification

    calls = []
    plain = _classification._check_targets

    def counted(*args, **kwargs):
        calls.append(1)
        return plain(*args, **kwargs)

    monkeypatch.setattr(_classification, "_check_targets", counted)
    X, y = data("three classes")
    n_calls = []
    for some in [values[:2], values]:
        calls.clear()
        GridSearchCV2(estimator, {name: some}, scoring=scoring, cv=3, refit=False).fit(
            X, y
        )
        n_calls.append(len(calls))
    assert n_calls[0] == n_calls[1] > 0


# --- what is relied on


def quick(scoring, y, params=None):
    scorer = sklearn.metrics.get_scorer(scoring)
    return QuickScores(scorer, y, params or {}, Recorder(records=True))


class Counted:
    """scikit-learn's scorer, and how often it was called."""

    def __init__(self, scoring, y):
        self.scorer = sklearn.metrics.get_scorer(scoring)
        self.y = y
        self.n_calls = 0

    def on(self, estimator, X):
        def own():
            self.n_calls += 1
            return float(self.scorer(estimator, X, self.y))

        return own


def test_a_metric_that_differs_is_not_used_again(monkeypatch):
    X, y = data("numbers")
    fitted = Ridge().fit(X, y)
    kind = type(metric_for(sklearn.metrics.r2_score).prepare(y, {}))
    plain = kind.score
    monkeypatch.setattr(kind, "score", lambda self, p: plain(self, p) + 1e-15)
    scoring, counted = quick("r2", y), Counted("r2", y)
    expected = counted.scorer(fitted, X, y)
    for _ in range(3):
        assert scoring.score(fitted, X, counted.on(fitted, X)) == expected


def test_what_is_unusual_is_left_to_scikit_learn():
    X, y = data("two classes")
    fitted = GaussianNB().fit(X, y)
    for scoring, params in [
        ("accuracy", {"sample_weight": np.ones(len(y))}),
        ("jaccard", {}),
        ("neg_brier_score", {}),
    ]:
        own, counted = quick(scoring, y, params), Counted(scoring, y)
        for k in range(3):
            own.score(fitted, X, counted.on(fitted, X))
            assert counted.n_calls == k + 1
    with sklearn.config_context(enable_metadata_routing=True):
        own, counted = quick("accuracy", y), Counted("accuracy", y)
    for k in range(2):
        own.score(fitted, X, counted.on(fitted, X))
        assert counted.n_calls == k + 1


@pytest.mark.parametrize("scoring", ["roc_auc", "accuracy", "neg_log_loss"])
def test_estimators_of_several_kinds_on_the_same_rows(scoring):
    X, y = data("two classes")
    own, counted = quick(scoring, y), Counted(scoring, y)
    for estimator in [
        GaussianNB(),
        RandomForestClassifier(4, random_state=0),
        make_pipeline(StandardScaler(), KNeighborsClassifier()),
        SVC() if scoring != "neg_log_loss" else GaussianNB(),
    ]:
        fitted = estimator.fit(X, y)
        found = own.score(fitted, X, counted.on(fitted, X))
        assert found == counted.scorer(fitted, X, y)
    assert counted.n_calls == 1


def test_names_and_parameters_of_functions_are_as_scikit_learn_has_them():
    from inspect import signature

    for function in FUNCTIONS:
        metric = metric_for(function)
        params = signature(function).parameters
        assert {*metric.takes} <= {*params}
        assert metric.pos_label == getattr(params.get("pos_label"), "default", None)
    assert metric_for(parts_of("f1_macro").function) is not None
