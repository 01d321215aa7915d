from sklearn.decomposition import PCA
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(PCA(2, random_state=0), GaussianNB()),
        {"pca__whiten": [True, False], "gaussiannb__var_smoothing": [1e-9, 1e-2]},
    )
]
