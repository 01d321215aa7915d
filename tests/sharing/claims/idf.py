"""Weights of terms: smooth_idf is for use_idf."""

from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from tests.sharing.claim import Claim

VALUES = {"smooth_idf": (True, False)}
SWITCHES = {"use_idf": [True, False], "sublinear_tf": [True, False]}

CLAIMS = [
    Claim(TfidfVectorizer(), VALUES, SWITCHES, data="list", task="text"),
    Claim(TfidfTransformer(), VALUES, SWITCHES, data="counts"),
]
