"""Quick metrics: equal to scikit-learn's bit for bit, or declined."""

import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn
import sklearn.metrics

from sk_hpo._compat.sklearn_scorer import parts_of
from sk_hpo.metrics.metric import NotPlainError, metric_for
from sk_hpo.registry import handled

FUNCTIONS = [
    getattr(sklearn.metrics, path.rpartition(".")[2])
    for path in handled("sk_hpo.metrics.quick")
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
            ours = metric_for(function).prepare(y, kwargs)(response)
        except (NotPlainError, ArithmeticError):
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
@pytest.mark.in_turn
def test_errors_of_numbers(function, n):
    for seed in range(3):
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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", [1, 2, 4])
@pytest.mark.in_turn
def test_scores_of_labels(kind, k):
    for seed, n in enumerate(SIZES):
        y, p = map(KINDS[kind], labels(np.random.default_rng(seed), n, k))
        assert agree(sklearn.metrics.accuracy_score, y, p)
        assert agree(sklearn.metrics.accuracy_score, pd.Series(y), p) or kind in {
            "str",  # a dtype of pandas' own from 3.0 on
            "object",
        }
        n_labels = len(np.unique(y))
        assert agree(sklearn.metrics.balanced_accuracy_score, y, p) == (n_labels > 1)
        for function in RATIOS:
            average = ["macro", "micro", "weighted"][seed % 3]
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
@pytest.mark.in_turn
def test_log_loss(n, k):
    for seed in range(4):
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
    for seed in range(3):
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


@pytest.mark.parametrize("n", SIZES)
def test_average_precision(n):
    function = sklearn.metrics.average_precision_score
    for seed in range(3):
        rng = np.random.default_rng(seed)
        y = rng.permutation(np.arange(n) % 2)
        s = y * rng.random() + rng.normal(size=n)
        for scores in [s, s.round(1), s.round(0), 0 * s, -0.0 * s, 1e300 * s, 1.0 * y]:
            assert agree(function, y, scores)
            assert agree(function, y, scores, pos_label=0)
        assert agree(function, np.array(["b", "a"])[y], s, pos_label="a")
    for odd in [s + np.inf, s * np.nan, s[1:], s.reshape(-1, 1), y]:
        assert not agree(function, y, odd)
    assert not agree(function, np.array(["b", "a"])[y], s)
    assert not agree(function, 0 * y, s)


def test_names_and_parameters_of_functions_are_as_scikit_learn_has_them():
    from inspect import signature

    for function in FUNCTIONS:
        metric = metric_for(function)
        params = signature(function).parameters
        assert {*metric.takes} <= {*params}
        assert metric.pos_label == getattr(params.get("pos_label"), "default", None)
    assert metric_for(parts_of("f1_macro").function) is not None
