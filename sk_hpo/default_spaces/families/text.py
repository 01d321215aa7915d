"""Counts of words."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or, real
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
    # the documentation: the logarithm of a count, or whether a word is in a text at all
    switches: dict[str, list[Any]] = {"binary": [True]}
    if hasattr(estimator, "use_idf"):
        switches = {"sublinear_tf": [True], "use_idf": [False]}
    if isinstance(getattr(estimator, "analyzer", None), str):
        # how many words, or characters, are counted together
        others = PAIRS if estimator.analyzer == "word" else CHARACTERS
        switches["ngram_range"] = list(others)
    found = {n: kept_or(estimator, n, others) for n, others in switches.items()}
    return found | _limits(estimator, data)


def _limits(estimator: Any, data: Data) -> dict[str, Any]:
    """Return how rare and how frequent a word may be."""
    if not hasattr(estimator, "max_df") or estimator.vocabulary is not None:
        return {}
    found: dict[str, Any] = {}
    if is_integer(estimator.min_df):
        # of few texts, a tenth at most: else no word may be left
        most = MIN_DF[-1] if data.n_train is None else data.n_train // 10
        few = [n for n in MIN_DF if n <= max(1, most)]
        found["min_df"] = sorted({*few, estimator.min_df})
    if isinstance(estimator.max_df, float):
        # words in most texts say little; scikit-learn's example goes down to 0.2
        found["max_df"] = real(0.5, 1.0)
    return found
