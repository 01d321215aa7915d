"""Sparse rows that are not in order: whoever sorts them does it for itself alone."""

import contextlib
import io
import warnings

import numpy as np
import pytest
import scipy.sparse
from sklearn.base import clone
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectFromModel, VarianceThreshold
from sklearn.linear_model import LinearRegression, Ridge, SGDRegressor
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler
from sklearn.svm import SVR

from sk_hpo.sharing.identity.repeatable import METHODS
from sk_hpo.sharing.identity.sparse_order import SORTS, is_in_order
from tests.sharing.beside import same_scores
from tests.sharing.derived import instances

assert enable_halving_search_cv
assert enable_iterative_imputer
pytestmark = pytest.mark.filterwarnings("ignore")


def unsorted(kind, *, twice, n=60, p=8):
    """A matrix whose rows (or columns) are in reverse order, maybe some twice."""
    rng = np.random.default_rng(0)
    dense = np.abs(rng.normal(size=(n, p))) * (rng.random((n, p)) < 0.6)
    X = kind(dense)
    for first, end in zip(X.indptr, X.indptr[1:], strict=False):
        for part in (X.indices, X.data):
            part[first:end] = part[first:end][::-1].copy()
        if twice and end - first > 1:
            X.indices[first + 1] = X.indices[first]
    X.has_sorted_indices = X.has_canonical_format = False
    return X


def parts(X):
    return [part.tobytes() for part in (X.data, X.indices, X.indptr)]


def sorts(estimator, kind, *, twice):
    """Whether a fit or a later call changes the matrix in place."""
    X, y = unsorted(kind, twice=twice), np.arange(60) % 2
    before = parts(X)
    try:
        estimator.fit(X, y)
    except Exception:  # noqa: BLE001  not for such data
        return False
    found = parts(X) != before
    for method in METHODS:
        if hasattr(estimator, method):
            X = unsorted(kind, twice=twice)
            with contextlib.suppress(Exception):
                getattr(estimator, method)(X)
            found |= parts(X) != before
    return found


@pytest.mark.slow
def test_the_list():
    found = set()
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        for estimator in instances():
            for kind in (scipy.sparse.csr_matrix, scipy.sparse.csc_matrix):
                for twice in (False, True):
                    if sorts(clone(estimator), kind, twice=twice):
                        found.add(type(estimator).__name__)
    assert found
    assert found <= SORTS


def test_what_is_in_order():
    assert is_in_order(np.eye(3))
    assert is_in_order(scipy.sparse.csr_matrix(np.eye(3)))
    assert not is_in_order(unsorted(scipy.sparse.csr_matrix, twice=False))


DOCUMENTS = [
    " ".join(f"w{word:03d}" for word in np.random.default_rng(i).choice(200, 40))
    for i in range(90)
]
TARGETS = np.random.default_rng(0).integers(0, 2, 90).astype(float)
LAST = {
    "machine": {"m": [SVR(kernel="linear"), LinearRegression(), Ridge()]},
    "equivalent fits": {
        "m": [SVR(kernel="linear"), SVR(kernel="linear", gamma=3.0), Ridge()]
    },
    "topics": {
        "m": [make_pipeline(NMF(2, init="nndsvda", max_iter=5), Ridge()), Ridge()]
    },
    "union": {
        "m": [
            make_pipeline(
                make_union(
                    SelectFromModel(SVR(kernel="linear")),
                    TruncatedSVD(2, random_state=0),
                ),
                Ridge(alpha),
            )
            for alpha in (0.1, 1.0)
        ]
        + [Ridge()]
    },
    "passed on": {
        "m": [
            make_pipeline(FunctionTransformer(), SVR(kernel="linear", C=C))
            for C in (0.1, 1.0)
        ]
        + [Ridge()]
    },
}


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize("words", [CountVectorizer, TfidfVectorizer])
@pytest.mark.in_turn
def test_after_a_shared_step(words, last):
    model = make_pipeline(words(max_features=50), Ridge())
    grid = {"ridge": LAST[last]["m"]}
    same_scores(model, grid, DOCUMENTS, TARGETS)


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("kind", [scipy.sparse.csr_matrix, scipy.sparse.csc_matrix])
@pytest.mark.parametrize(
    "first", [MaxAbsScaler(), VarianceThreshold(), FunctionTransformer()]
)
@pytest.mark.in_turn
def test_rows_of_the_user_s(kind, twice, first):
    X, y = unsorted(kind, twice=twice), TARGETS[:60]
    last = [SVR(kernel="linear"), SGDRegressor(random_state=0), Ridge(), Ridge()]
    same_scores(make_pipeline(first, Ridge()), {"ridge": last}, X, y)
