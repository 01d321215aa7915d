from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(HashingVectorizer(n_features=64), LogisticRegression()),
        {
            "hashingvectorizer__norm": ["l1", "l2", None],
            "logisticregression__C": [0.1, 1.0],
        },
        task="text",
    ),
    Case(
        make_pipeline(
            HashingVectorizer(n_features=32, alternate_sign=False), BernoulliNB()
        ),
        {
            "hashingvectorizer__binary": [True, False],
            "bernoullinb__alpha": [0.1, 1.0],
        },
        task="text",
    ),
]
