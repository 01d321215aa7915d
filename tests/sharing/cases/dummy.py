from sklearn.dummy import DummyClassifier, DummyRegressor

from tests.sharing.case import Case

CASES = [
    Case(
        DummyClassifier(),
        {
            "strategy": ["prior", "stratified", "constant"],
            "random_state": [0, 1],
            "constant": [1, 0],
        },
        n_fits=1 + 2 + 2,
        weights=True,
        only=("dense", "two classes"),
    ),
    Case(
        DummyRegressor(),
        {
            "strategy": ["mean", "quantile"],
            "constant": [1.0, 2.0],
            "quantile": [0.2, 0.5],
        },
        task="regression",
        n_fits=1 + 2,
        weights=True,
        only=("dense", "two outputs"),
    ),
]
