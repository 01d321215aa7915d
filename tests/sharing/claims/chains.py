"""Chains: random_state is for a random order."""

from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multioutput import ClassifierChain, RegressorChain

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
