from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from sk_hpo._compat.versions import SKLEARN
from tests.contracts.gradients.case import Case, two_classes, zeros_and_ones
from tests.contracts.gradients.logistic import three_classes

# of several classes scikit-learn computes the Brier score since 1.7
SEVERAL_SCORES = ("neg_log_loss", *(["neg_brier_score"] if SKLEARN >= (1, 7) else []))
# it takes no weights and no sparse data
PLAIN = {"weights": False, "kinds": ("dense",)}

CASES = [
    Case(
        LinearDiscriminantAnalysis(solver=solver, priors=priors),
        data,
        {"shrinkage": shrinkage},
        scoring,
        sizes=sizes,
        **PLAIN,
    )
    for solver, priors, shrinkage, data, scoring, sizes in (
        ("lsqr", None, 0.1, two_classes, ("neg_log_loss",), ({},)),
        ("eigen", None, 0.9, two_classes, ("neg_log_loss",), ({}, {"n": 60, "p": 70})),
        # scikit-learn computes the Brier score of no other labels
        (
            "lsqr",
            [0.3, 0.7],
            0.3,
            zeros_and_ones,
            ("neg_log_loss", "neg_brier_score"),
            ({},),
        ),
        ("lsqr", None, 0.2, three_classes, SEVERAL_SCORES, ({}, {"n": 60, "p": 70})),
        ("eigen", [0.2, 0.3, 0.5], 0.6, three_classes, SEVERAL_SCORES, ({},)),
    )
]
