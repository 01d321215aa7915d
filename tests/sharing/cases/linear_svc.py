from sklearn.svm import LinearSVC, LinearSVR

from tests.sharing.case import Case

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
    ),
]
