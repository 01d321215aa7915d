from functools import partial

from sklearn.feature_selection import (
    GenericUnivariateSelect,
    SelectFdr,
    SelectFpr,
    SelectFwe,
    SelectKBest,
    SelectPercentile,
    chi2,
    f_regression,
    mutual_info_classif,
)
from sklearn.linear_model import LinearRegression
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(SelectKBest(), GaussianNB()),
        {
            "selectkbest__k": [2, "all", 0, 5, 9],
            "gaussiannb__var_smoothing": [1e-9, 0.1],
        },
        only=("dense", "ties", "float32", "frame", "wide", "tiny"),
    ),
    Case(
        make_pipeline(
            SelectKBest(partial(mutual_info_classif, random_state=0)), GaussianNB()
        ),
        {"selectkbest__k": [1, 3]},
        only=("dense", "ties", "two classes"),
    ),
    Case(
        make_pipeline(SelectKBest(chi2), MultinomialNB()),
        {"selectkbest__k": [1, 6, 3]},
        only=("counts",),
    ),
    Case(
        make_pipeline(SelectKBest(), BernoulliNB()),
        {"selectkbest__k": [1, 6, 3]},
        only=("dense", "sparse", "nan"),
    ),
    Case(
        make_pipeline(SelectPercentile(), GaussianNB()),
        {"selectpercentile__percentile": [0, 12.5, 60, 100]},
        only=("dense", "ties", "constants", "tiny"),
    ),
    Case(
        make_pipeline(SelectPercentile(f_regression), LinearRegression()),
        {"selectpercentile__percentile": [20, 60, 200]},
        task="regression",
        only=("dense", "sparse", "two outputs", "column", "frame"),
    ),
    Case(
        make_pipeline(SelectFpr(), GaussianNB()),
        {"selectfpr__alpha": [0.001, 0.05, 0.5]},
        only=("dense", "constants"),
    ),
    Case(
        make_pipeline(SelectFdr(f_regression), LinearRegression()),
        {"selectfdr__alpha": [0.001, 0.05]},
        task="regression",
        only=("dense", "wide"),
    ),
    Case(
        make_pipeline(SelectFwe(), GaussianNB()),
        {"selectfwe__alpha": [1e-9, 0.05]},
        only=("dense", "wide"),
    ),
    Case(
        make_pipeline(GenericUnivariateSelect(), GaussianNB()),
        [
            {
                "genericunivariateselect__mode": ["k_best"],
                "genericunivariateselect__param": [2, 4, 9, "all"],
            },
            {
                "genericunivariateselect__mode": ["percentile", "fpr"],
                "genericunivariateselect__param": [0.05, 1.0],
            },
        ],
        only=("dense", "constants"),
    ),
]
