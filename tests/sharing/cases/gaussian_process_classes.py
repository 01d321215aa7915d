from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.gaussian_process.kernels import RBF
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(
            StandardScaler(), GaussianProcessClassifier(1.0 * RBF(3.0), optimizer=None)
        ),
        {"gaussianprocessclassifier__max_iter_predict": [5, 100]},
        only=("dense", "two classes"),
    ),
]
