"""Claims and cases of what estimators of ``sklearn.svm`` ignore."""

from sklearn.metrics.pairwise import laplacian_kernel
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC, NuSVR, OneClassSVM

from tests.sharing.case import Case
from tests.sharing.claim import Claim

VALUES = {"random_state": (0, 1), "intercept_scaling": (1.0, 3.0)}


def _linear_svc_classes(data, draws):
    return Claim(
        LinearSVC(max_iter=20),
        VALUES,
        [
            {
                "loss": ["squared_hinge"],
                "dual": [False, True, "auto"],
                "fit_intercept": [True, False],
            },
            {"loss": ["hinge"], "dual": [True]},
            {"penalty": ["l1"], "dual": [False]},
            {"multi_class": ["crammer_singer"], "dual": [False, True]},
        ],
        data,
        draws=draws,
    )


def _linear_svc_numbers(data, draws):
    return Claim(
        LinearSVR(max_iter=20),
        VALUES,
        [
            {
                "loss": ["squared_epsilon_insensitive"],
                "dual": [False, True, "auto"],
                "fit_intercept": [True, False],
            },
            {"loss": ["epsilon_insensitive"], "dual": [True]},
        ],
        data,
        task="regression",
        draws=draws,
    )


LINEAR_SVC_CLAIMS = [
    _linear_svc_classes("dense", {"dual": True}),
    _linear_svc_classes("wide", {"dual": "auto"}),
    _linear_svc_numbers("dense", {"dual": True}),
    _linear_svc_numbers(
        "wide", {"dual": "auto", "loss": "squared_epsilon_insensitive"}
    ),
]


CASES = [
    Case(
        LinearSVC(dual=False),
        {"random_state": [0, 1, None], "C": [0.1, 1.0]},
        n_fits=2,
        weights=True,
        only=("dense", "two classes"),
    ),
    Case(
        LinearSVC(fit_intercept=False, random_state=0),
        {"intercept_scaling": [1.0, 2.0], "loss": ["hinge", "squared_hinge"]},
        n_fits=2,
        only=("dense", "two classes"),
    ),
    Case(
        LinearSVR(loss="squared_epsilon_insensitive", dual=False),
        {"random_state": [0, 1], "epsilon": [0.0, 1.0]},
        task="regression",
        n_fits=2,
        weights=True,
        only=("dense", "two outputs"),
        slow=True,
    ),
]


KERNEL = {"gamma": (0.01, 0.2), "degree": (2, 3), "coef0": (0.0, 1.0)}
KERNELS = ["linear", "poly", "rbf", "sigmoid"]
SEED = {"random_state": (0, 1)}


def _svm_classes(estimator):
    return Claim(
        estimator,
        KERNEL | SEED,
        [
            {"kernel": KERNELS, "probability": [False, True]},
            {"kernel": [laplacian_kernel], "probability": [False]},
        ],
    )


def _svm_numbers(estimator):
    return Claim(estimator, KERNEL, {"kernel": KERNELS}, task="regression")


SVM_CLAIMS = [
    _svm_classes(SVC()),
    _svm_classes(NuSVC(nu=0.3)),
    _svm_numbers(SVR()),
    _svm_numbers(NuSVR()),
    _svm_numbers(OneClassSVM()),
]

CLAIMS = [*LINEAR_SVC_CLAIMS, *SVM_CLAIMS]
