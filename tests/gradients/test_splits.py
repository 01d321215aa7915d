import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.types import NotDifferentiableError

N = 30
RNG = np.random.default_rng(0)
X, Y, S = RNG.normal(size=(N, 4)), RNG.normal(size=N), RNG.uniform(1, 2, size=N)
SPLITS = list(KFold(3, shuffle=True, random_state=0).split(X))
PLAIN = Steps.of(Ridge())
BEFORE = (StandardScaler(), SelectKBest(f_regression, k=3), PCA(2, random_state=0))
PIPELINE = Steps.of(make_pipeline(*BEFORE, Ridge()))


def made(steps=PLAIN, X=X, y=Y, splits=SPLITS, fit=None, score=None):
    return splits_of(steps, CVData(X, y, splits, fit or {}, score or {}))


@pytest.mark.parametrize(
    "given",
    [
        X,
        X.tolist(),
        pd.DataFrame(X),
        sparse.csc_array(X),
        sparse.coo_matrix(X),
        X.astype(np.float32).astype(object),
    ],
)
def test_the_rows_of_each_split(given):
    splits = made(X=given, fit={"sample_weight": S}, score={"sample_weight": 2 * S})
    assert splits.n_splits == 3
    for k, (train, test) in enumerate(SPLITS):
        for found, rows, s in (
            (splits.train(k), train, S),
            (splits.test(k), test, 2 * S),
        ):
            dense = found.X.toarray() if sparse.issparse(found.X) else found.X
            assert dense.dtype == np.float64
            np.testing.assert_allclose(dense, X[rows], rtol=1e-6)
            np.testing.assert_array_equal(found.y, Y[rows])
            np.testing.assert_array_equal(found.s, s[rows])


def test_no_weights_are_weights_of_one():
    rows = made().train(0)
    assert rows.s is None
    np.testing.assert_array_equal(rows.weights, np.ones(len(rows.y)))


def test_masks_and_lists_are_row_numbers():
    masks = [(np.isin(range(N), a), np.isin(range(N), b).tolist()) for a, b in SPLITS]
    for pairs in (masks, [(a.tolist(), b.tolist()) for a, b in SPLITS]):
        splits = made(splits=pairs)
        for k, (train, test) in enumerate(SPLITS):
            np.testing.assert_array_equal(splits.train(k).y, Y[train])
            np.testing.assert_array_equal(splits.test(k).y, Y[test])


def test_complements_are_what_each_split_leaves_out():
    whole, parts = made(fit={"sample_weight": S}).complements()
    np.testing.assert_array_equal(whole.y, Y)
    for part, (_, test) in zip(parts, SPLITS, strict=True):
        np.testing.assert_array_equal(part.X, X[test])
        np.testing.assert_array_equal(part.s, S[test])
    train, test = SPLITS[0]
    for other in (train[1:], np.append(train, train[0]), np.append(train, test[0])):
        assert made(splits=[(other, test), *SPLITS[1:]]).complements() is None


@pytest.mark.parametrize("given", [X, pd.DataFrame(X).rename(columns=str)])
def test_fixed_steps_are_a_manual_transform(given):
    fit = {"ridge__sample_weight": S, "standardscaler__sample_weight": S}
    splits = made(PIPELINE, X=given, fit=fit, score={"sample_weight": S})
    assert splits.complements() is None
    for k, (train, test) in enumerate(SPLITS):
        scaler = StandardScaler().fit(X[train], sample_weight=S[train])
        rest = make_pipeline(*BEFORE[1:]).fit(scaler.transform(X[train]), Y[train])
        for found, rows in ((splits.train(k), train), (splits.test(k), test)):
            expected = rest.transform(scaler.transform(X[rows]))
            np.testing.assert_allclose(found.X, expected, atol=1e-12)
            np.testing.assert_array_equal(found.y, Y[rows])
            np.testing.assert_array_equal(found.s, S[rows])
    assert not hasattr(PIPELINE.before[0][1], "mean_")


def with_nan():
    broken = X.copy()
    broken[3, 1] = np.nan
    return broken


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"y": np.ones((30, 1, 1))}, r"\(30, 1, 1\)"),
        ({"y": None}, "shape"),
        ({"X": with_nan()}, "NaN"),
        ({"X": [["a", "b"]] * N}, "not a numeric matrix"),
        ({"X": X[:, 0]}, "not a numeric matrix"),
        ({"fit": {"sample_weight": 2.0}}, "must be one-dimensional"),
        ({"fit": {"sample_weight": -S}}, "negative"),
        ({"score": {"sample_weight": S * np.nan}}, "must be finite"),
        ({"fit": {"groups": S}}, "groups"),
        ({"score": {"groups": S}}, "groups"),
    ],
)
def test_what_is_not_served(given, reason):
    with pytest.raises(NotDifferentiableError, match=reason):
        made(**given)


def test_more_than_memory_holds_is_rejected(monkeypatch):
    X, y = np.ones((30, 4)), np.arange(30.0)
    pairs = list(KFold(5).split(X))
    splits = splits_of(Steps.of(Ridge()), CVData(X, y, pairs))
    most = "sk_hpo.gradients.data.rows.MOST_NUMBERS"
    monkeypatch.setattr(most, 5 * 24 * 4)
    splits.reject_too_large()
    monkeypatch.setattr(most, 5 * 24 * 4 - 1)
    with pytest.raises(NotDifferentiableError, match="5 fits of 24 rows and 4 col"):
        splits.reject_too_large()
