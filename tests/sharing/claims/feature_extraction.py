"""Claims and cases of what estimators of ``sklearn.feature_extraction`` ignore."""

from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer
from sklearn.naive_bayes import BernoulliNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case
from tests.sharing.claim import Claim

VALUES = {"smooth_idf": (True, False)}
SWITCHES = {"use_idf": [True, False], "sublinear_tf": [True, False]}

CLAIMS = [
    Claim(TfidfVectorizer(), VALUES, SWITCHES, data="list", task="text"),
    Claim(TfidfTransformer(), VALUES, SWITCHES, data="counts"),
]


CASES = [
    Case(
        make_pipeline(TfidfVectorizer(), BernoulliNB()),
        {
            "tfidfvectorizer__use_idf": [True, False],
            "tfidfvectorizer__smooth_idf": [True, False],
        },
        task="text",
        only=("list",),
    ),
    Case(
        make_pipeline(TfidfTransformer(), BernoulliNB(binarize=0.2)),
        {
            "tfidftransformer__use_idf": [True, False],
            "tfidftransformer__smooth_idf": [True, False],
        },
        only=("counts", "dense", "sparse"),
    ),
]
