"""Ensembles that hold all smaller ones: when they are fitted separately even so."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    IsolationForest,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from sk_hpo.sharing.rule import DeclinedError, Training, rule_for

X, y = make_classification(80, 5, random_state=0)


@pytest.mark.parametrize(
    "ensemble",
    [
        BaggingClassifier(oob_score=True),
        BaggingClassifier(verbose=1),
        IsolationForest(verbose=1),
        GradientBoostingClassifier(warm_start=True),
        HistGradientBoostingClassifier(warm_start=True),
        HistGradientBoostingClassifier(verbose=2),
    ],
)
def test_what_is_more_than_its_members_declines(ensemble):
    assert rule_for(ensemble).why_separate(ensemble.get_params(deep=False))


def test_a_monitor_declines():
    family = [
        GradientBoostingClassifier(n_estimators=k, random_state=0) for k in (2, 4)
    ]
    with pytest.raises(DeclinedError):
        rule_for(family[0]).begin(
            family, Training(X, y, {"monitor": lambda *args: False})
        )


def test_warnings_of_some_members_are_not_those_of_all_sizes():
    member = LogisticRegression(max_iter=1)
    family = [BaggingClassifier(member, k, random_state=0) for k in (2, 4)]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        path = rule_for(family[0]).begin(family, Training(X, y))
    assert any(issubclass(one.category, ConvergenceWarning) for one in caught)
    assert not path.all_warn(tuple(caught))
    assert path.all_warn(())


def test_boosting_that_ends_early_is_as_long_as_its_own_fit():
    for size in (3, 200):
        family = [
            AdaBoostClassifier(n_estimators=k, random_state=0) for k in (size, 300)
        ]
        own = AdaBoostClassifier(n_estimators=size, random_state=0).fit(X, y > 2)
        taken = AdaBoostClassifier(n_estimators=size, random_state=0)
        rule_for(taken).begin(family, Training(X, y > 2)).take(taken)
        assert vars(taken).keys() == vars(own).keys()
        assert len(taken.estimators_) == len(own.estimators_)
        np.testing.assert_array_equal(taken.estimator_weights_, own.estimator_weights_)
        np.testing.assert_array_equal(taken.estimator_errors_, own.estimator_errors_)
