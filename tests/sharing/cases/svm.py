from sklearn.svm import SVC, SVR, NuSVC, NuSVR

from tests.sharing.case import Case

CASES = [
    Case(
        SVC(),
        {"kernel": ["linear", "rbf", "poly"], "degree": [2, 3], "coef0": [0.0, 1.0]},
        n_fits=1 + 1 + 4,
        weights=True,
    ),
    Case(
        SVR(),
        {"kernel": ["linear", "sigmoid"], "gamma": ["scale", 0.1], "degree": [2, 3]},
        task="regression",
        n_fits=1 + 2,
    ),
    Case(
        SVC(),
        {"C": [1.0, -1.0, 100.0], "gamma": ["scale", 0.1, "auto", 0.0]},
        n_fits=8 + 4,  # those that are not valid fail alone
        weights=True,
    ),
    Case(
        SVC(class_weight="balanced"),
        {
            "C": [1.0, 10.0],
            "decision_function_shape": ["ovr", "ovo"],
            "break_ties": [True, False],
            "shrinking": [True, False],
        },
        only=("dense", "ties", "duplicates", "two classes", "names"),
    ),
    Case(
        SVC(max_iter=5),
        {"class_weight": [None, "balanced", {0: 2.0}], "tol": [1e-3, 1e-1]},
        only=("dense", "frame"),
    ),
    Case(
        NuSVC(),
        {"nu": [0.1, 0.5, 1.0], "gamma": ["scale", 0.01]},
        only=("dense", "two classes"),
    ),
    Case(
        SVR(),
        {"C": [1.0, 100.0], "epsilon": [0.1, 1.0], "gamma": ["scale", 0.05]},
        task="regression",
        weights=True,
    ),
    Case(
        NuSVR(),
        {"C": [1.0, 100.0], "nu": [0.2, 0.7]},
        task="regression",
        only=("dense", "column", "frame"),
    ),
]
