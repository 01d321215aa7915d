"""What the listed searches reject: what scikit-learn rejects, and as it does."""

import numpy as np
import pytest
from scipy.stats import loguniform, randint, uniform
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV, GradSearchCV, GridSearchCV2, RandomSearchCV2

X, y = load_iris(return_X_y=True)
OURS_AND_THEIRS = [(GridSearchCV2, GridSearchCV), (RandomSearchCV2, RandomizedSearchCV)]


class NeverFitted(SVC):
    def fit(self, X, y, sample_weight=None):
        raise AssertionError("a fit was started")


def error_of(search):
    with pytest.raises((ValueError, TypeError)) as caught:
        search.fit(X, y)
    return caught


@pytest.mark.filterwarnings("ignore:The total space of parameters 0 is smaller")
@pytest.mark.parametrize(
    "space",
    [
        3,
        None,
        "auto",
        [],
        [3],
        {"C": []},
        {"C": 1.0},
        {"C": "abc"},
        {"C": np.ones((2, 2))},
        {"c": [1.0, 2.0]},
        {"gama": [1.0], "C": [1.0]},
    ],
    ids=repr,
)
@pytest.mark.parametrize(("ours", "theirs"), OURS_AND_THEIRS)
def test_spaces(ours, theirs, space):
    """The same error, but before any fit."""
    more = {"n_iter": 1} if ours is RandomSearchCV2 else {}
    their_error = error_of(theirs(SVC(), space, cv=2, **more))
    caught = error_of(ours(NeverFitted(), space, cv=2, **more))
    assert caught.type is their_error.type
    told = str(caught.value).replace(ours.__name__, theirs.__name__)
    assert told.replace("NeverFitted", "SVC") == str(their_error.value)


def test_an_unknown_parameter_comes_with_the_nearest():
    caught = error_of(GridSearchCV2(NeverFitted(), {"gama": [1.0]}))
    assert caught.value.__notes__ == ["The name nearest to 'gama' is 'gamma'."]
    pipeline = make_pipeline(StandardScaler(), NeverFitted())
    (note,) = error_of(
        GridSearchCV2(pipeline, {"standardscaler__with": [1.0]})
    ).value.__notes__
    assert note.startswith("The names nearest to 'standardscaler__with' are 'st")


@pytest.mark.parametrize(
    "Search", [GridSearchCV2, RandomSearchCV2, BayesSearchCV, GradSearchCV]
)
@pytest.mark.parametrize("scoring", ["acuracy", ["r2", "Accuracy_"], {"a": "acuracy"}])
def test_an_unknown_scorer_comes_with_the_nearest(Search, scoring):
    caught = error_of(Search(NeverFitted(), {"C": [1.0]}, scoring=scoring, refit="a"))
    (note,) = caught.value.__notes__
    assert "did you mean 'accuracy'" in note


def test_an_unknown_scorer_of_a_hypergradient_comes_with_the_nearest():
    search = GradSearchCV(SVC(), {"C": (1.0, 2.0)}, scoring="neg_log_los")
    with pytest.raises(ValueError, match="neg_log_los") as caught:
        search.hypergradient({"C": 1.0}, X, y)
    assert "did you mean 'neg_log_loss'" in caught.value.__notes__[0]


@pytest.mark.parametrize("n_iter", [0, -1, 2.5, "10", None])
def test_n_iter(n_iter):
    their_error = error_of(RandomizedSearchCV(SVC(), {"C": [1.0]}, n_iter=n_iter))
    caught = error_of(RandomSearchCV2(NeverFitted(), {"C": [1.0]}, n_iter=n_iter))
    told = str(caught.value).replace("RandomSearchCV2", "RandomizedSearchCV")
    assert told == str(their_error.value)
    assert "n_iter" in told


@pytest.mark.parametrize(
    "distribution", [randint(5, 2), uniform(0, np.nan), loguniform(0, 1)]
)
@pytest.mark.parametrize("several", [False, True])
def test_distributions_that_can_not_be_drawn_from(distribution, several):
    space = {"gamma": ["scale"], "C": distribution}
    search = RandomSearchCV2(NeverFitted(), [space] if several else space)
    assert str(error_of(search).value).startswith("parameter 'C': ")


def test_a_parameter_that_only_some_values_of_another_have():
    """Told before the first fit, though the first candidate is right."""
    model = Pipeline([("c", NeverFitted())])
    grid = {"c": [NeverFitted(), GaussianNB()], "c__C": [1.0]}
    caught = error_of(GridSearchCV2(model, grid))
    assert "Invalid parameter 'C' for estimator GaussianNB()" in str(caught.value)
