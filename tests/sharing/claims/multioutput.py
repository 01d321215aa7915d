"""Claims and cases of what estimators of ``sklearn.multioutput`` ignore."""

from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multioutput import ClassifierChain, RegressorChain

from tests.sharing.case import Case
from tests.sharing.claim import Claim
from tests.sharing.data import TASKS

ORDERS = {"order": [None, [2, 1, 0], "random"], "cv": [None, 2]}
SEEDS = {"random_state": (0, 3)}


def _three_labels():
    X, y = TASKS["classification"]()["dense"]
    return X, (y[:, None] == [0, 1, 2]).astype(int)


def _three_numbers():
    X, y = TASKS["regression"]()["dense"]
    return X, X[:, :3] * y[:, None]


CLAIMS = [
    Claim(ClassifierChain(LogisticRegression()), SEEDS, ORDERS, _three_labels),
    Claim(RegressorChain(Ridge()), SEEDS, ORDERS, _three_numbers, task="regression"),
]


CASES = [
    Case(
        RegressorChain(Ridge()),
        {"order": [None, [1, 0], "random"], "random_state": [0, 1]},
        task="regression",
        only=("two outputs",),
    ),
]
