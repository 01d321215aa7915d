from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from tests.contracts.gradients.case import Case, two_classes
from tests.contracts.gradients.logistic import LOGISTIC, three_classes

CASES = [
    Case(
        OneVsRestClassifier(LogisticRegression(**LOGISTIC)),
        data,
        {"estimator__C": 0.5},
        ("neg_log_loss",),
        weights=False,  # which it takes by metadata routing only
    )
    for data in (three_classes, two_classes)
]
