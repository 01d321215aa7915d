from sklearn import config_context
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import StandardScaler

from tests.contracts.gradients.case import Case, two_classes
from tests.contracts.gradients.logistic import LOGISTIC, three_classes

with config_context(enable_metadata_routing=True):
    CASES = [
        Case(
            OneVsRestClassifier(
                LogisticRegression(**LOGISTIC).set_fit_request(sample_weight=True)
            ),
            data,
            {"estimator__C": 0.5},
            ("neg_log_loss",),
            routed=True,
            scaler=StandardScaler().set_fit_request(sample_weight=False),
        )
        for data in (three_classes, two_classes)
    ]
