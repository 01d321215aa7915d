from sklearn.cross_decomposition import CCA, PLSCanonical, PLSRegression

from tests.sharing.case import Case

CASES = [
    Case(
        PLSRegression(),
        {"n_components": [2, 1, 5], "scale": [True, False]},
        task="regression",
        n_fits=2,
    ),
    # there are 8 columns only
    Case(
        PLSRegression(),
        {"n_components": [2, 4, 9]},
        task="regression",
        n_fits=2,
    ),
    Case(
        PLSCanonical(),
        {"n_components": [1, 2, 3], "algorithm": ["nipals", "svd"]},
        task="regression",
        only=("two outputs",),
    ),
    Case(
        CCA(),
        {"n_components": [1, 2]},
        task="regression",
        only=("two outputs",),
    ),
]
