import warnings

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
from sklearn.feature_selection import RFE, SelectKBest
from sklearn.linear_model import Ridge
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from sk_hpo.default_spaces.data import MOST_NUMBERS, MOST_ROWS, Data

X = np.random.default_rng(0).normal(size=(40, 6))
TEXTS = ["a cat and a dog", "a dog", "two cats", "a cat"] * 5


class Plain(BaseEstimator):
    """A transformer without ``fit_transform``."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X[:, :2]


def test_a_sample_of_many_rows_has_the_targets_of_its_rows():
    many = np.arange(3000.0)[:, None]
    data = Data.of(many, many[:, 0])
    assert len(data.X) == MOST_ROWS
    assert data.n == 3000
    assert data.n_train == 1500
    np.testing.assert_array_equal(data.X[:, 0], data.y)


@pytest.mark.parametrize(
    ("given", "p"),
    [
        (X, 6),
        (X.tolist(), 6),
        (csr_matrix(X), 6),
        (TEXTS, None),
        (np.array(TEXTS), None),
        ([{"a": 1}, {"b": 2}], None),
        ([["a"], ["a", "b"]], None),
    ],
)
def test_the_number_of_columns(given, p):
    data = Data.of(given, None)
    assert data.p == p
    assert (
        data.n == len(TEXTS if p is None and len(given) > 2 else given)
        if (isinstance(given, list))
        else data.n == given.shape[0]
    )


def test_nothing_is_known_without_data():
    data = Data.of(None, None)
    known = (data.n, data.n_train, data.p, data.n_classes, data.target_spread)
    assert known == (None,) * 5
    assert data.numbers is None
    assert not data.is_sparse
    assert not data.has_words
    assert data.after(PCA()).p is None
    assert data.columns([0]).X is None


@pytest.mark.parametrize(
    ("y", "n_classes"),
    [
        ([0, 1] * 20, 2),
        (["a", "b", "c", "d"] * 10, 4),
        (np.linspace(0.5, 1.7, 40), None),
        (np.ones((40, 2), dtype=int), None),
        (None, None),
        (np.array([None, "a"] * 20, dtype=object), None),
    ],
)
def test_the_number_of_classes(y, n_classes):
    assert Data.of(X, y).n_classes == n_classes


def test_targets_that_look_like_many_classes_give_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Data.of(X, np.arange(40)).n_classes == 40


def test_the_spread_of_targets():
    assert Data.of(X, np.arange(40)).target_spread == pytest.approx(11.543, abs=1e-3)
    assert Data.of(X, ["a", "b"] * 20).target_spread is None
    assert Data.of(X, [1.0] * 40).target_spread is None


def test_numbers_are_dense_and_finite():
    np.testing.assert_array_equal(Data.of(csr_matrix(X), None).numbers, X)
    np.testing.assert_array_equal(Data.of(X.tolist(), None).numbers, X)
    assert Data.of(np.where(X > 1, np.nan, X), None).numbers is None
    assert Data.of(X.astype(str).astype("O"), None).numbers is not None
    assert Data.of(TEXTS, None).numbers is None


def test_a_dense_sample_of_very_many_columns_has_few_rows():
    data = Data.of(TEXTS, None).after(HashingVectorizer())
    assert data.p == 2**20
    assert 2 <= len(data.numbers) <= MOST_NUMBERS / 2**20


def test_words_are_recognised():
    assert Data.of(TEXTS, None).has_words
    assert Data.of(np.array([["a", 1.0], [None, 2.0]], dtype=object), None).has_words
    assert not Data.of(np.array([[np.nan, 1.0]]), None).has_words
    assert not Data.of(csr_matrix(X), None).has_words


def test_data_after_a_transformer():
    data = Data.of(X, [0, 1] * 20)
    assert data.after(PCA(2)).p == 2
    assert data.after(SelectKBest(k=3)).p == 3
    assert data.after(Plain()).p == 2
    assert data.after("passthrough") is data
    assert data.after(None) is data
    assert data.after(PCA(2)).n == 40
    assert Data.of(TEXTS, None).after(CountVectorizer()).is_sparse


@pytest.mark.parametrize(
    ("step", "y"), [(SelectKBest(), None), (PCA(7), None), (Ridge(), [0, 1] * 20)]
)
def test_after_a_transformer_that_fails_the_number_of_rows_is_known(step, y):
    data = Data.of(X, y).after(step)
    assert data.X is None
    assert data.n == 40


def test_a_selector_with_an_estimator_inside_is_not_fitted():
    class Never(Ridge):
        def fit(self, X, y):
            raise AssertionError("it was fitted")

    data = Data.of(X, X[:, 0]).after(RFE(Never()))
    assert data.p == 6
    assert data.p_always is None


def test_the_number_of_columns_may_depend_on_the_candidate():
    data = Data.of(X, None)
    assert data.p_always == 6
    assert data.after(StandardScaler()).p_always == 6
    assert data.after(PCA(2)).p_always is None
    assert data.after(PCA(2)).after(StandardScaler()).p_always is None
    assert data.after(FunctionTransformer()).p == 6


def test_columns_of_frames_keep_their_types():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"], "c": [3, 4]})
    data = Data.of(frame, None)
    assert data.columns(["a", "c"]).numbers.tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert data.columns(["b"]).has_words
    assert data.columns([True, False, True]).p == 2
    assert data.columns(slice(0, 2)).p == 2
    assert data.columns(lambda X: ["c"]).numbers.tolist() == [[3.0], [4.0]]
    assert data.columns([]).p == 0
    # a single name selects texts for a vectorizer
    assert data.columns("b").p is None
    assert list(data.columns("b").X) == ["x", "y"]
    assert data.columns(["missing"]).X is None


def test_columns_of_arrays_and_sparse_data():
    assert Data.of(X, None).columns([0, -1]).p == 2
    assert Data.of(X.tolist(), None).columns([0, 1]).p == 2
    assert Data.of(csr_matrix(X), None).columns([0, 1]).is_sparse
