from sklearn.decomposition import PCA
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(PCA(2, random_state=0), GaussianNB()),
        {"pca__whiten": [True, False], "gaussiannb__var_smoothing": [1e-9, 1e-2]},
    ),
    Case(
        make_pipeline(StandardScaler(), PCA(), SVC()),
        {"pca__n_components": [2, None, 5, 0.7], "svc__C": [0.1, 10.0]},
    ),
    Case(
        PCA(svd_solver="covariance_eigh"),
        {"n_components": [1, 4, 0.5, 3], "whiten": [False, True]},
        n_fits=1,
    ),
    Case(
        PCA(svd_solver="full"),
        {"n_components": [7, 1, None, 0, 0.9, 1000], "whiten": [False, True]},
        task="regression",
    ),
    Case(
        make_pipeline(PCA(svd_solver="arpack", random_state=0), GaussianNB()),
        {"pca__n_components": [1, 6], "gaussiannb__var_smoothing": [1e-9, 1e-2]},
    ),
]
