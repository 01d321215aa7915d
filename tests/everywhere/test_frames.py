"""What X and y may be: frames, sparse matrices, several outputs, labels."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.datasets import load_diabetes, make_classification
from sklearn.impute import SimpleImputer
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from sk_hpo import GradSearchCV, GridSearchCV2
from tests.everywhere.searches import (
    ALL,
    assert_real_scores,
    every_search,
    in_turn,
    short,
    suggesting,
)

X, y = load_diabetes(return_X_y=True)
X, y = X[:120], y[:120]
NAMES = list(load_diabetes().feature_names)
ALPHA = {"alpha": (1e-3, 1e2, "log-uniform")}
ALPHAS = {"alpha": [1e-2, 1.0, 1e2]}


def frame_of(library):
    frames = pytest.importorskip(library)
    frame = frames.DataFrame({name: X[:, j] for j, name in enumerate(NAMES)})
    if not hasattr(Ridge().fit(frame, y), "feature_names_in_"):
        # as scikit-learn 1.8 and polars 2
        pytest.skip(f"this scikit-learn does not know the frames of this {library}")
    return frame


@in_turn("library", ["pandas", "polars"], ALL)
def test_a_frame_gives_what_its_numbers_give(Search, library):
    search = Search(Ridge(), ALPHAS, cv=2, **short(Search, 3))
    plain = search.fit(X, y)
    scores, predicted = plain.cv_results_["mean_test_score"], plain.predict(X)
    frame = frame_of(library)
    search.fit(frame, y)
    assert list(search.feature_names_in_) == NAMES
    assert np.allclose(search.cv_results_["mean_test_score"], scores, rtol=1e-9)
    assert np.allclose(search.predict(frame), predicted)


@in_turn("library", ["pandas", "polars"])
def test_columns_by_name(Search, library):
    """Rows of a frame are frames: a ColumnTransformer finds its columns."""
    frame = frame_of(library)
    columns = make_column_transformer((StandardScaler(), ["bmi", "bp"]))
    model = make_pipeline(columns, Ridge())
    search = Search(model, {"ridge__alpha": ALPHA["alpha"]}, cv=2, **short(Search))
    search.fit(frame, y)
    assert_real_scores(search, frame, y, cv=2)
    # only the two columns are looked at
    columns = frame[["bmi", "bp"]]
    assert np.array_equal(search.predict(columns), search.predict(frame))


@in_turn("library", ["pandas", "polars"])
def test_a_series_as_y(Search, library):
    frames = pytest.importorskip(library)
    target = frames.Series(y)
    search = Search(Ridge(), ALPHA, cv=2, **short(Search))
    expected = search.fit(X, y).predict(X)
    params = search.cv_results_["params"]
    search.fit(X, target)
    assert search.cv_results_["params"] == params
    assert np.allclose(search.predict(X), expected)


@suggesting
def test_an_index_of_any_kind(Search):
    """Rows are taken by position, whatever the index says."""
    index = [f"row {i}" for i in reversed(range(len(y)))]
    frame = frame_of("pandas").set_axis(index)
    target = pd.Series(y, index=index)
    search = Search(Ridge(), ALPHA, cv=2, **short(Search)).fit(frame, target)
    assert_real_scores(search, X, y, cv=2)


@suggesting
def test_categories_and_gaps(Search):
    """A frame as it comes: text, categories, missing values; none of them numbers."""
    rng = np.random.default_rng(0)
    frame = frame_of("pandas")
    frame["kind"] = rng.choice(["a", "b", None], len(y))
    frame["grade"] = pd.Categorical(rng.choice(["low", "high"], len(y)))
    frame.loc[::7, "bmi"] = np.nan
    target = np.where(y > np.median(y), "ill", "well")
    columns = ColumnTransformer(
        [
            ("numbers", SimpleImputer(), ["bmi", "bp"]),
            ("words", OneHotEncoder(handle_unknown="ignore"), ["kind", "grade"]),
        ]
    )
    model = make_pipeline(columns, LogisticRegression())
    space = {
        "columntransformer__numbers__strategy": ["mean", "median"],
        "logisticregression__C": (1e-2, 1e2, "log-uniform"),
    }
    search = Search(model, space, cv=2, **short(Search, 6)).fit(frame, target)
    assert_real_scores(search, frame, target, cv=2)
    assert list(search.classes_) == ["ill", "well"]
    assert set(search.predict(frame)) == {"ill", "well"}


@in_turn("kind", ["csr_matrix", "csc_matrix", "csr_array"], ALL)
def test_sparse_x(Search, kind):
    counts = np.random.default_rng(0).poisson(0.3, (90, 12))
    counts[:45, :3] += 1
    labels = np.repeat(["spam", "ham"], 45)
    X = getattr(sparse, kind)(counts)
    space = {"alpha": [1e-3, 1.0, 10.0]}
    search = Search(MultinomialNB(), space, cv=2, **short(Search, 3)).fit(X, labels)
    assert_real_scores(search, counts, labels, cv=2)
    alone = MultinomialNB(**search.best_params_).fit(counts, labels)
    assert np.array_equal(search.predict(X), alone.predict(counts))


@suggesting
@pytest.mark.parametrize("model", [Ridge(solver="sparse_cg", tol=1e-10), Ridge()])
def test_sparse_x_with_a_range(Search, model):
    thin = np.where(np.abs(X) > 0.03, X, 0.0)
    search = Search(model, ALPHA, cv=2, **short(Search))
    search.fit(sparse.csr_matrix(thin), y)
    assert_real_scores(search, sparse.csr_matrix(thin), y, cv=2)


@suggesting
@pytest.mark.parametrize("model", [Ridge(), KernelRidge()], ids=["exact", "numerical"])
def test_several_outputs(Search, model):
    Y = np.column_stack([y, y[::-1], X[:, 0]])
    search = Search(model, ALPHA, cv=2, **short(Search)).fit(X, Y)
    assert_real_scores(search, X, Y, cv=2)
    assert search.predict(X).shape == Y.shape


@suggesting
def test_several_outputs_in_a_frame(Search):
    Y = pd.DataFrame({"one": y, "two": y[::-1]})
    search = Search(Ridge(), ALPHA, cv=2, **short(Search)).fit(frame_of("pandas"), Y)
    assert_real_scores(search, X, Y.to_numpy(), cv=2)


def test_the_descent_with_several_outputs_follows_their_mean_score():
    Y = np.column_stack([y, X[:, 2], y[::-1]])
    search = GradSearchCV(Ridge(), ALPHA, cv=2, random_state=0).fit(X, Y)
    grid = {"alpha": np.logspace(-3, 2, 30)}
    best_of_grid = GridSearchCV2(Ridge(), grid, cv=2).fit(X, Y).best_score_
    assert search.best_score_ >= best_of_grid - 1e-6


@suggesting
def test_multilabel(Search):
    labels = np.column_stack([y > 100, y > 150, X[:, 1] > 0]).astype(int)
    space = {"n_neighbors": (1, 15), "weights": ["uniform", "distance"]}
    search = Search(KNeighborsClassifier(), space, cv=2, **short(Search, 6))
    search.fit(X, labels)
    assert_real_scores(search, X, labels, cv=2)
    assert search.predict(X).shape == labels.shape


@in_turn("labels", [["no", "yes"], [False, True], [-1, 1], [2, 7]], ids=str)
def test_labels_of_any_kind(Search, labels):
    X, y = make_classification(60, 4, random_state=0)
    target = np.array(labels)[y]
    space = {"C": (1e-2, 1e2, "log-uniform")}
    search = Search(LogisticRegression(), space, cv=2, **short(Search)).fit(X, target)
    numbered = Search(LogisticRegression(), space, cv=2, **short(Search)).fit(X, y)
    assert list(search.classes_) == labels
    assert search.cv_results_["params"] == numbered.cv_results_["params"]
    assert np.array_equal(search.predict(X), np.array(labels)[numbered.predict(X)])


@every_search
def test_lists(Search):
    search = Search(Ridge(), ALPHAS, cv=2, **short(Search, 3))
    search.fit(X.tolist(), y.tolist())
    assert_real_scores(search, X, y, cv=2)


@suggesting
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtypes(Search, dtype):
    search = Search(Ridge(), ALPHA, cv=2, **short(Search))
    search.fit(X.astype(dtype), y.astype(dtype))
    assert search.predict(X.astype(dtype)).dtype == dtype
    best = Ridge(**search.best_params_).fit(X.astype(dtype), y.astype(dtype))
    assert np.allclose(search.predict(X.astype(dtype)), best.predict(X.astype(dtype)))
