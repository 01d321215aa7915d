"""What is known of each row by itself is found once, for all splits."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import FitFailedWarning
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfVectorizer,
)
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    PredefinedSplit,
    ShuffleSplit,
    TimeSeriesSplit,
)
from sklearn.pipeline import FeatureUnion, make_pipeline

from sk_hpo import BayesSearchCV, GridSearchCV2
from tests.sharing.data import texts

GRID = {"logisticregression__C": [0.1, 1.0, 10.0]}
HASHING = HashingVectorizer(n_features=128)


class Text(str):
    """A text that counts how often it is read."""

    __slots__ = ("times",)

    def __new__(cls, text):
        made = super().__new__(cls, text)
        made.times = 0
        return made

    def lower(self):
        self.times += 1
        return super().lower()


def documents():
    found, y = texts()["list"]
    return [Text(text) for text in found], y


def compare(estimator, grid, X, y, **settings):
    ours = GridSearchCV2(estimator, grid, **settings).fit(X, y)
    theirs = GridSearchCV(estimator, grid, **settings).fit(X, y)
    for name, column in theirs.cv_results_.items():
        if name.endswith("score"):
            np.testing.assert_array_equal(ours.cv_results_[name], column)
    return ours


def masks(n):
    mask = np.arange(n) % 3 == 0
    return [(~mask, mask), (mask, ~mask)]


def with_repeats(n):
    rng = np.random.default_rng(0)
    return [(rng.integers(0, n, n), rng.permutation(n)[:20]) for _ in range(2)]


@pytest.mark.parametrize("vectorizer", [TfidfVectorizer(), HASHING], ids=repr)
def test_texts_are_read_once_for_all_splits(vectorizer):
    X, y = documents()
    pipeline = make_pipeline(vectorizer, LogisticRegression())
    search = GridSearchCV2(pipeline, GRID, cv=5, refit=False).fit(X, y)
    assert {text.times for text in X} == {1}
    separate = clone(search).set_params(share_fits=False).fit(X, y)
    assert {text.times for text in X} == {1 + 5 * 3}
    np.testing.assert_array_equal(
        search.cv_results_["mean_test_score"], separate.cv_results_["mean_test_score"]
    )


def test_a_search_that_suggests_reads_once():
    X, y = documents()
    pipeline = make_pipeline(CountVectorizer(), LogisticRegression())
    space = {"logisticregression__C": (0.1, 10.0, "log-uniform")}
    BayesSearchCV(
        pipeline, space, n_iter=4, cv=3, refit=False, random_state=0, n_points=1
    ).fit(X, y)
    assert {text.times for text in X} == {1}


@pytest.mark.parametrize(
    "cv",
    [
        KFold(3, shuffle=True, random_state=0),
        TimeSeriesSplit(3),
        ShuffleSplit(3, train_size=0.3, test_size=0.1, random_state=0),
        PredefinedSplit(np.arange(60) % 3 - 1),
        masks(60),
        with_repeats(60),
    ],
    ids=lambda cv: type(cv).__name__,
)
@pytest.mark.parametrize(
    "vectorizer",
    [
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        CountVectorizer(analyzer="char_wb", ngram_range=(2, 3), max_features=40),
        HASHING,
    ],
    ids=repr,
)
@pytest.mark.in_turn
def test_on_splits_of_every_kind(vectorizer, cv):
    X, y = texts()["array"]
    pipeline = make_pipeline(vectorizer, LogisticRegression())
    compare(pipeline, GRID, X, y, cv=cv, return_train_score=True)


def test_a_split_of_few_rows_reads_its_own():
    X, y = documents()
    cv = ShuffleSplit(1, train_size=0.3, test_size=0.1, random_state=0)
    pipeline = make_pipeline(HASHING, LogisticRegression())
    GridSearchCV2(pipeline, GRID, cv=cv, refit=False).fit(X, y)
    assert sorted({text.times for text in X}) == [0, 1]


def test_rows_of_dicts():
    X, y = texts()["list"]
    X = [dict.fromkeys(text.split(), 1) for text in X]
    pipeline = make_pipeline(FeatureHasher(n_features=64), LogisticRegression())
    compare(pipeline, GRID, X, y, cv=3)


def test_a_column_of_texts():
    X, y = documents()
    X = pd.DataFrame({"words": pd.Series(X, dtype=object), "length": range(60)})
    words = FeatureUnion([("a", TfidfVectorizer()), ("b", HASHING)])
    prepare = ColumnTransformer(
        [("words", words, "words"), ("length", "passthrough", ["length"])]
    )
    pipeline = make_pipeline(prepare, LogisticRegression(max_iter=1000))
    once = GridSearchCV2(pipeline, GRID, cv=4, refit=False).fit(X, y)
    assert {text.times for text in X["words"]} == {2}
    separate = GridSearchCV(pipeline, GRID, cv=4, refit=False).fit(X, y)
    np.testing.assert_array_equal(
        once.cv_results_["mean_test_score"], separate.cv_results_["mean_test_score"]
    )


def test_a_text_that_cannot_be_read_fails_where_it_is():
    X, y = texts()["list"]
    X = np.array([*X[:-1], np.nan], dtype=object)
    pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression())
    splits = [(np.arange(30), np.arange(30, 59)), (np.arange(1, 60), np.arange(1))]
    search = GridSearchCV2(pipeline, GRID, cv=splits, refit=False)
    not_finite = pytest.warns(UserWarning, match="are non-finite")
    with pytest.warns(FitFailedWarning), not_finite:
        search.fit(X, y)
    assert np.isfinite(search.cv_results_["split0_test_score"]).all()
    assert np.isnan(search.cv_results_["split1_test_score"]).all()


def test_splits_may_be_masks():
    documents, y = texts()["array"]
    first = np.random.default_rng(0).random(len(y)) < 0.5
    splits = [(first, ~first), (~first, first)]
    estimator = make_pipeline(CountVectorizer(), LogisticRegression())
    grid = {"countvectorizer__min_df": [1, 3, 5], "countvectorizer__binary": [True]}
    theirs = GridSearchCV(estimator, grid, cv=splits).fit(documents, y)
    ours = GridSearchCV2(estimator, grid, cv=splits).fit(documents, y)
    for name, expected in theirs.cv_results_.items():
        if name.startswith("split"):
            np.testing.assert_array_equal(ours.cv_results_[name], expected)
