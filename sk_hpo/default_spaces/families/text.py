"""Counts of words."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import is_default, kept_or, real
from sk_hpo.space.plain_values import is_integer

handles = (
    "sklearn.feature_extraction.text.CountVectorizer",
    "sklearn.feature_extraction.text.HashingVectorizer",
    "sklearn.feature_extraction.text.TfidfTransformer",
    "sklearn.feature_extraction.text.TfidfVectorizer",
)

# scikit-learn's example of a search for texts in the documentation: words that are in
# fewer texts are dropped, and pairs of words counted
MIN_DF = (1, 2, 5, 10)
PAIRS = ((1, 2),)
# Feurer et al. (2015): from 2 to 4 characters; 5 are good for long texts
CHARACTERS = ((2, 4), (3, 5))


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {
        **_ngrams(estimator),
        **_limits(estimator, data),
        # the documentation: as the logarithm, and only whether a word is in a text
        **_switch(estimator, "sublinear_tf", [True]),
        **_switch(estimator, "use_idf", [False]),
        **(
            {}
            if hasattr(estimator, "use_idf")
            else _switch(estimator, "binary", [True])
        ),
    }


def _switch(estimator: Any, name: str, others: list[Any]) -> dict[str, Any]:
    return {name: kept_or(estimator, name, others)} if hasattr(estimator, name) else {}


def _ngrams(estimator: Any) -> dict[str, Any]:
    """Return how many words, or characters, are counted together."""
    analyzer = getattr(estimator, "analyzer", None)
    if not isinstance(analyzer, str):
        return {}
    others = PAIRS if analyzer == "word" else CHARACTERS
    return _switch(estimator, "ngram_range", list(others))


def _limits(estimator: Any, data: Data) -> dict[str, Any]:
    """Return how rare and how frequent a word may be."""
    if getattr(estimator, "vocabulary", 0) is not None:
        return {}
    found: dict[str, Any] = {}
    if is_integer(estimator.min_df):
        # of few texts, a tenth at most: else no word may be left
        most = MIN_DF[-1] if data.n_train is None else data.n_train // 10
        found["min_df"] = [n for n in MIN_DF if n <= max(1, most)]
        if estimator.min_df not in found["min_df"]:
            found["min_df"] = sorted({*found["min_df"], estimator.min_df})
    if isinstance(estimator.max_df, float) and is_default(estimator, "stop_words"):
        # words in most texts say little; scikit-learn's example goes down to 0.2
        found["max_df"] = real(0.5, 1.0)
    return found
