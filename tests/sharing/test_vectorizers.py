"""Vectorizers, bit for bit: orders of terms and of counts in memory."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from sk_hpo.sharing.rule import DeclinedError, Training, rule_for
from tests.sharing.data import texts

FLAGS = ("has_sorted_indices", "has_canonical_format", "dtype", "shape", "format")
SETTINGS = [
    {},
    {"min_df": 3, "ngram_range": (1, 2)},
    {"max_df": 0.5, "ngram_range": (2, 2), "binary": True},
    {"ngram_range": (1, 3), "max_features": 50},
    {"min_df": 0.3, "binary": True},
]
KINDS = [
    CountVectorizer(),
    CountVectorizer(analyzer="char", dtype=np.int32),
    CountVectorizer(analyzer="char_wb"),
    CountVectorizer(dtype=np.intc, stop_words=["w3", "w4"]),
    TfidfVectorizer(),
    TfidfVectorizer(norm="l1", sublinear_tf=True, dtype=np.float32),
]


def halves():
    documents, _ = texts()["list"]
    return documents[:40], [*documents[35:], "w1 unknown w2", "", "unknown"]


def assert_equal(ours, theirs):
    assert type(ours) is type(theirs)
    for name in FLAGS:
        assert getattr(ours, name) == getattr(theirs, name), name
    for name in ("data", "indices", "indptr"):
        one, other = getattr(ours, name), getattr(theirs, name)
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_everything_is_that_of_a_separate_fit(kind):
    train, test = halves()
    family = [clone(kind).set_params(**settings) for settings in SETTINGS]
    path = rule_for(kind).begin(family, Training(train, None))
    for one in reversed(family):
        ours, theirs = clone(one), clone(one)
        path.take(ours)
        assert_equal(
            path.result(ours, "fit_transform", train), theirs.fit_transform(train)
        )
        assert vars(ours).keys() == vars(theirs).keys()
        assert list(ours.vocabulary_.items()) == list(theirs.vocabulary_.items())
        for rows in (test, train):
            expected = theirs.transform(rows)
            assert_equal(path.result(ours, "transform", rows), expected)
            assert_equal(path.result(ours, "transform", rows), expected)
            assert_equal(ours.transform(rows), expected)


def test_one_vectorizer_alone_may_share_with_other_splits():
    train, test = halves()
    ours, theirs = CountVectorizer(), CountVectorizer().fit(train)
    path = rule_for(ours).begin([clone(ours)], Training(train, None))
    path.take(ours)
    assert_equal(path.result(ours, "transform", test), theirs.transform(test))


def test_terms_that_are_words_and_pairs_of_words_are_left_alone():
    pattern = r"\w+ \w+|\w+"
    family = [
        CountVectorizer(token_pattern=pattern, ngram_range=(1, n)) for n in (1, 2)
    ]
    with pytest.raises(DeclinedError):
        rule_for(family[0]).begin(family, Training(["a b", "a", "b", "a, b"], None))


@pytest.mark.parametrize("settings", [{"vocabulary": ["w1"]}, {"input": "filename"}])
def test_what_is_not_counted_is_left_alone(settings):
    vectorizer = CountVectorizer(**settings)
    assert rule_for(vectorizer).why_separate(vectorizer.get_params())
