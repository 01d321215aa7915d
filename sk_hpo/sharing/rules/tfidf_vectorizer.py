"""TfidfVectorizer: as CountVectorizer, and the weights of terms are quickly done."""

from __future__ import annotations

from sk_hpo.sharing.rules.count_vectorizer import Vectorizer

handles = ("sklearn.feature_extraction.text.TfidfVectorizer",)


class WeightedVectorizer(Vectorizer):
    """One count, also for all ways to weight it."""

    along = (*Vectorizer.along, "norm", "use_idf", "smooth_idf", "sublinear_tf")


rule = WeightedVectorizer()
