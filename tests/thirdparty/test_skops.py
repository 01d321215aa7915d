"""skops: a fitted search written without pickle."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.equality import assert_same_search
from tests.everywhere.searches import every_search, short, suggesting

sio = pytest.importorskip("skops.io")

X, y = load_diabetes(return_X_y=True)
X, y = X[:80], y[:80]


def untrusted(written):
    return set(sio.get_untrusted_types(data=written))


# skops does not know all that there is in scikit-learn's own searches either
THEIRS = untrusted(sio.dumps(GridSearchCV(Ridge(), {"alpha": [1.0]}).fit(X, y)))


def round_trip(search):
    """Nothing but this package's own classes has to be trusted besides."""
    written = sio.dumps(search)
    unknown = untrusted(written)
    assert {
        name for name in unknown - THEIRS if not name.startswith("sk_hpo.")
    } == set()
    return sio.loads(written, trusted=sorted(unknown))


def assert_same(loaded, search):
    assert_same_search(loaded, search)
    assert np.array_equal(loaded.predict(X), search.predict(X))
    assert loaded.trials == search.trials
    assert loaded.n_fits == search.n_fits


@every_search
def test_a_fitted_search(Search):
    model = make_pipeline(StandardScaler(), Ridge())
    space = {"ridge__alpha": [1e-2, 1.0, 1e2]}
    search = Search(model, space, cv=3, **short(Search, 3)).fit(X, y)
    assert_same(round_trip(search), search)


@suggesting
def test_ranges(Search):
    space = {"alpha": (1e-3, 1e2, "log-uniform")}
    search = Search(Ridge(), space, cv=3, **short(Search)).fit(X, y)
    loaded = round_trip(search)
    assert_same(loaded, search)
    if hasattr(search, "descents"):
        assert loaded.descents == search.descents
    assert_same_search(loaded.fit(X, y), search)


@every_search
def test_before_fit(Search):
    search = Search(Ridge(), {"alpha": [0.1, 1.0]}, cv=3, **short(Search, 2))
    loaded = round_trip(search).fit(X, y)
    assert_same_search(loaded, search.fit(X, y))
