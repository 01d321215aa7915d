from sklearn import config_context
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from tests.contracts.gradients import linear_svc, ridge, svc
from tests.contracts.gradients.case import Case, two_classes
from tests.contracts.gradients.logistic import LOGISTIC, three_classes
from tests.contracts.gradients.resolved import ResolvedClassifier

COUNTS = ("accuracy", "balanced_accuracy")


def each(polished):
    """What brings the model of each class to its optimum."""

    def of_all(fitted, X, y, s):
        own = fitted.classes_[1:] if len(fitted.classes_) == 2 else fitted.classes_
        fitted.estimators_ = [
            polished(model, X, (y == one).astype(int), s)
            for model, one in zip(fitted.estimators_, own, strict=True)
        ]
        return fitted

    return of_all


def case(model, data, theta, scores, **how):
    return Case(
        OneVsRestClassifier(model.set_fit_request(sample_weight=True)),
        data,
        {f"estimator__{name}": v for name, v in theta.items()},
        scores,
        precisely={f"estimator__{n}": v for n, v in how.pop("precisely", {}).items()},
        # by which alone it takes weights
        routed=True,
        scaler=StandardScaler().set_fit_request(sample_weight=False),
        **how,
    )


with config_context(enable_metadata_routing=True):
    CASES = [
        case(LogisticRegression(**LOGISTIC), data, {"C": 0.5}, ("neg_log_loss",))
        for data in (three_classes, two_classes)
    ]
    CASES += [
        case(RidgeClassifier(**ridge.PRECISE), data, {"alpha": 5.0}, COUNTS)
        for data in (three_classes, two_classes)
    ]
    CASES += [
        case(
            RidgeClassifier(class_weight="balanced", **ridge.PRECISE),
            three_classes,
            {"alpha": 5.0},
            COUNTS,
            sizes=({"n": 30, "p": 40},),
        )
    ]
    CASES += [
        case(
            LinearSVC(**linear_svc.PRECISE, **settings, random_state=0),
            data,
            {"C": 0.03},
            COUNTS,
            polished=each(linear_svc.polished),
        )
        for settings, data in (
            ({}, three_classes),
            ({"class_weight": {0: 0.5, 1: 2.0}}, three_classes),
            ({}, two_classes),
        )
    ]
    CASES += [
        case(
            SVC(**settings, tol=1e-7, cache_size=10),
            data,
            theta,
            COUNTS,
            sizes=({"n": 90},),
            stationary=3e-6,
            polished=each(ResolvedClassifier.of),
            step=1e-6,
            off=1e-4,
        )
        for settings, data, theta in (
            ({}, svc.three_classes, {"C": 2.0, "gamma": 0.05}),
            ({}, two_classes, {"C": 2.0, "gamma": 0.05}),
        )
    ]
    CASES += [
        Case(
            OneVsRestClassifier(
                make_pipeline(
                    StandardScaler().set_fit_request(sample_weight=scaled),
                    model.set_fit_request(sample_weight=True),
                )
            ),
            three_classes,
            {f"estimator__{type(model).__name__.lower()}__{name}": 0.5},
            scores,
            routed=True,
            kinds=("dense",),
            scaler=StandardScaler().set_fit_request(sample_weight=False),
        )
        for model, name, scores, scaled in (
            (LogisticRegression(**LOGISTIC), "C", ("neg_log_loss",), True),
            (
                RidgeClassifier(class_weight="balanced", **ridge.PRECISE),
                "alpha",
                COUNTS,
                False,
            ),
        )
    ]
