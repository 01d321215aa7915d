from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, MultinomialNB

from tests.sharing.case import Case

CASES = [
    Case(
        BernoulliNB(),
        {"alpha": [1.0, 0.1, 0.0]},
        n_fits=1,
        weights=True,
    ),
    Case(
        BernoulliNB(),
        {
            "alpha": [1e-12, -1.0],
            "force_alpha": [False, True],
            "binarize": [0.0, None],
            "class_prior": [None, [0.2, 0.3, 0.5], [0.5, 0.5]],
        },
        only=("dense", "sparse"),
    ),
    Case(
        MultinomialNB(),
        {
            "alpha": [1.0, [0.5, 1.0, 1.5, 2.0, 1.0, 1.0, 1.0, 1.0], [1.0, 2.0], 0.0],
            "fit_prior": [True, False],
        },
        only=("counts",),
        weights=True,
    ),
    Case(
        ComplementNB(),
        {"alpha": [1.0, 0.1, 0.0], "norm": [False, True]},
        only=("counts",),
        weights=True,
    ),
    Case(
        CategoricalNB(),
        {"alpha": [1.0, 0.1, 1e-12], "force_alpha": [True, False]},
        only=("counts",),
        weights=True,
    ),
    Case(
        CategoricalNB(min_categories=40),
        {"alpha": [1.0, 0.1, 0.5]},
        only=("counts",),
    ),
]
