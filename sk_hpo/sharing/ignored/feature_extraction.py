"""Parameters that estimators of ``sklearn.feature_extraction`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


@ignores("TfidfVectorizer", "TfidfTransformer")
def tfidf(params: Params) -> set[str]:
    """Ignore smooth_idf without use_idf."""
    return set() if params["use_idf"] else {"smooth_idf"}
