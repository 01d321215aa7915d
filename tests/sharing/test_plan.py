"""Where the work of a group may be broken off, to go on elsewhere or later."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo.sharing.planning.plan import plan


class Own(ClassifierMixin, BaseEstimator):
    """An estimator that the package knows nothing of."""

    def __init__(self, number=0):
        self.number = number

    def fit(self, X, y):
        return self


FOREST = RandomForestClassifier(random_state=0)


@pytest.mark.parametrize(
    ("last", "name", "n_joined"),
    [
        (Own(), "own__number", 0),
        (LogisticRegression(), "logisticregression__C", 0),
        (FOREST, "randomforestclassifier__n_estimators", 2),
    ],
)
def test_between_fits_of_their_own_but_not_within_one(last, name, n_joined):
    made = plan(
        make_pipeline(StandardScaler(), last),
        [{name: number} for number in (1, 2, 3)],
        {},
        samples=[np.zeros((20, 2))],
    )
    (group,) = made.groups
    assert len(group.members) == 3
    assert len(group.joined) == n_joined
