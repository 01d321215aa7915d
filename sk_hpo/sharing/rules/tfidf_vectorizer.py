"""TfidfVectorizer: counts as in CountVectorizer; weighting them takes little time."""

from __future__ import annotations

from sk_hpo.sharing.rules.count_vectorizer import Vectorizer

handles = ("sklearn.feature_extraction.text.TfidfVectorizer",)


class WeightedVectorizer(Vectorizer):
    """One count for all kinds of weights as well."""

    along = (*Vectorizer.along, "norm", "use_idf", "smooth_idf", "sublinear_tf")


rule = WeightedVectorizer()
