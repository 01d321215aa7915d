"""Claims and cases of what estimators of ``sklearn.gaussian_process`` ignore."""

from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, WhiteKernel
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.sharing.case import Case
from tests.sharing.claim import Claim

GAUSSIAN_PROCESS_CLAIMS = [
    Claim(
        GaussianProcessRegressor(RBF(0.01), normalize_y=True),
        {"n_restarts_optimizer": (0, 1), "random_state": (0, 1)},
        [
            {"optimizer": [None]},
            {"optimizer": ["fmin_l_bfgs_b"], "n_restarts_optimizer": [0, 1]},
        ],
        data="tiny",
        task="regression",
    ),
]


GAUSSIAN_PROCESS_CASES = [
    Case(
        GaussianProcessRegressor(RBF(3.0) + WhiteKernel(0.1)),
        {
            "optimizer": [None, "fmin_l_bfgs_b"],
            "n_restarts_optimizer": [0, 1],
            "random_state": [0, 1],
        },
        task="regression",
        n_fits=1 + 1 + 2,
        only=("dense", "tiny", "two outputs"),
    ),
]


GAUSSIAN_PROCESS_CLASSES_CLAIMS = [
    Claim(
        GaussianProcessClassifier(1.0 * RBF(0.05), max_iter_predict=5),
        switches={"optimizer": [None, "fmin_l_bfgs_b"], "n_restarts_optimizer": [0, 1]},
        data="tiny",
        draws={"optimizer": "fmin_l_bfgs_b", "n_restarts_optimizer": 1},
    ),
]


GAUSSIAN_PROCESS_CLASSES_CASES = [
    Case(
        make_pipeline(
            StandardScaler(), GaussianProcessClassifier(1.0 * RBF(3.0), optimizer=None)
        ),
        {"gaussianprocessclassifier__max_iter_predict": [5, 100]},
        only=("dense", "two classes"),
    ),
]

CLAIMS = [*GAUSSIAN_PROCESS_CLAIMS, *GAUSSIAN_PROCESS_CLASSES_CLAIMS]
CASES = [*GAUSSIAN_PROCESS_CASES, *GAUSSIAN_PROCESS_CLASSES_CASES]
