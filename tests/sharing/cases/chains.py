from sklearn.linear_model import Ridge
from sklearn.multioutput import RegressorChain

from tests.sharing.case import Case

CASES = [
    Case(
        RegressorChain(Ridge()),
        {"order": [None, [1, 0], "random"], "random_state": [0, 1]},
        task="regression",
        only=("two outputs",),
    ),
]
