"""Linear SVMs: random_state is for the dual problem, and for two of the primal ones."""

from sklearn.svm import LinearSVC, LinearSVR

from tests.sharing.claim import Claim

VALUES = {"random_state": (0, 1), "intercept_scaling": (1.0, 3.0)}


def _classes(data, draws):
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


def _numbers(data, draws):
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


CLAIMS = [
    _classes("dense", {"dual": True}),
    _classes("wide", {"dual": "auto"}),
    _numbers("dense", {"dual": True}),
    _numbers("wide", {"dual": "auto", "loss": "squared_epsilon_insensitive"}),
]
