from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(TruncatedSVD(algorithm="arpack", random_state=0), GaussianNB()),
        {"truncatedsvd__n_components": [2, 5, 3]},
        rounds=True,
    ),
    Case(
        make_pipeline(
            TfidfVectorizer(),
            TruncatedSVD(algorithm="arpack", random_state=0),
            GaussianNB(),
        ),
        {"truncatedsvd__n_components": [1, 2, 6]},
        task="text",
        rounds=True,
    ),
    Case(
        make_pipeline(
            TruncatedSVD(algorithm="arpack", random_state=0), KNeighborsRegressor(3)
        ),
        {"truncatedsvd__n_components": [1, 4, 7, 1000]},
        task="regression",
        rounds=True,
        # of full rank: arpack's vectors of a null space are not even equal to its own
        only=("dense", "fortran", "two outputs"),
    ),
]
