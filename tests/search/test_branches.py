"""What of a space is descended, and what is held or left over."""

import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import get_scorer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

from sk_hpo.search.descents.branches import MOST_BRANCHES, branches_of
from sk_hpo.space import Space

ALPHA = (1e-3, 1e3, "log-uniform")


def found(spec, estimator=None, initial=(), scorer=None):
    space = Space.from_params(spec)
    return branches_of(space, estimator or Ridge(), scorer, list(initial))


def fixed(branches):
    return [descent.fixed for descent in branches.descents]


def test_ranges_alone_are_one_branch():
    (descent,) = found({"alpha": ALPHA}, initial=[{"alpha": 2.0}]).descents
    assert descent.ranges == {"alpha": (1e-3, 1e3, True)}
    assert (descent.start, descent.fixed) == ({"alpha": 2.0}, {})


def test_without_a_beginning_there_is_no_start():
    (descent,) = found({"alpha": ALPHA}).descents
    assert descent.start is None


def test_categories_and_integers_multiply_and_the_beginning_is_first():
    spec = {"alpha": ALPHA, "fit_intercept": [True, False], "max_iter": (5, 7)}
    begin = {"alpha": 1.0, "fit_intercept": False, "max_iter": 6}
    branches = found(spec, initial=[begin])
    assert branches.complete
    assert len(branches.descents) == 6
    assert fixed(branches)[0] == {"fit_intercept": False, "max_iter": 6}


def test_what_would_be_too_many_is_held_where_the_search_begins():
    spec = {"alpha": ALPHA, "fit_intercept": [True, False], "max_iter": (1, 500)}
    begin = {"alpha": 1.0, "fit_intercept": False, "max_iter": 77}
    for initial, held in (([begin], 77), ([], 251)):
        branches = found(spec, initial=initial)
        assert not branches.complete
        assert {f["max_iter"] for f in fixed(branches)} == {held}
        assert len(branches.descents) == 2


def test_alternatives_share_the_branches():
    spec = [{"alpha": ALPHA, "max_iter": (1, 15)}, {"alpha": (0.1, 1.0)}]
    branches = found(spec)
    assert not branches.complete
    assert len(branches.descents) == 2
    spec[0]["max_iter"] = (1, MOST_BRANCHES // 2)
    assert found(spec).complete


@pytest.mark.parametrize(
    "varies", [{"tol": (1e-6, 1e-2)}, {"positive": [False, True]}], ids=str
)
def test_what_has_no_exact_gradient_is_no_descent(varies):
    branches = found({"alpha": ALPHA, **varies})
    assert not branches.complete
    (descent,) = branches.descents
    assert descent.ranges.keys() == {"alpha"}
    assert descent.fixed.keys() == varies.keys()


def test_settings_that_are_not_served_leave_something_over():
    spec = {"alpha": ALPHA, "positive": [True]}
    assert found(spec).descents == ()
    assert not found(spec).complete
    assert found({"C": ALPHA}, SVC(kernel="sigmoid")).descents == ()


def test_branches_without_a_range_are_candidates():
    pipeline = make_pipeline(StandardScaler(), Ridge())
    spec = [
        {"ridge__alpha": ALPHA},
        {"ridge__alpha": [3.0], "standardscaler__with_std": [False, True]},
    ]
    branches = found(spec, pipeline)
    assert branches.complete
    assert len(branches.descents) == 1
    assert branches.others == (
        {"ridge__alpha": 3.0, "standardscaler__with_std": False},
        {"ridge__alpha": 3.0, "standardscaler__with_std": True},
    )


def test_a_descent_for_each_model():
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    models = [LogisticRegression(C=2.0), LogisticRegression(fit_intercept=False)]
    spec = {"logisticregression": models, "logisticregression__C": ALPHA}
    branches = found(spec, pipeline, scorer=get_scorer("neg_log_loss"))
    assert branches.complete
    assert [d.fixed["logisticregression"] for d in branches.descents] == models


def test_entries_of_dicts_are_ranges_and_values_of_their_own():
    pipeline = make_pipeline(StandardScaler(), Ridge())
    spec = {"ridge__alpha": ALPHA, "memory": [None, {"a": 1}]}
    assert len(found(spec, pipeline).descents) == 2
    spec = {"alpha": ALPHA, "random_state": {"a": (0.0, 1.0), "b": [1, 2]}}
    branches = found(spec)
    assert not branches.complete
    assert [f["random_state['b']"] for f in fixed(branches)] == [1, 2]


LINEAR = {"C": ALPHA, "gamma": ALPHA, "kernel": ["linear", "rbf", "poly"]}


def test_what_has_no_influence_in_a_branch_leaves_nothing_over():
    branches = found(LINEAR, SVC(), scorer=get_scorer("accuracy"))
    assert branches.complete
    ranges = {d.fixed["kernel"]: sorted(d.ranges) for d in branches.descents}
    both = ["C", "gamma"]
    assert ranges == {"linear": ["C"], "rbf": both, "poly": both}


def test_a_branch_in_which_nothing_has_influence_is_one_candidate():
    spec = {"gamma": ALPHA, "kernel": ["linear", "rbf"]}
    branches = found(spec, SVC(), scorer=get_scorer("accuracy"))
    assert branches.complete
    (other,) = branches.others
    assert other["kernel"] == "linear"


class TakesMore(Ridge):
    """Takes a parameter that it doesn't list."""

    def set_params(self, **params):
        self.shift_ = params.pop("extra__shift", None)
        return super().set_params(**params)


def test_a_parameter_that_is_not_listed_is_left_over():
    branches = found({"extra__shift": ALPHA, "alpha": ALPHA}, TakesMore())
    assert not branches.complete


def test_integers_that_would_be_descended_as_reals_are_named():
    spec = {"C": (1, 1000), "gamma": ALPHA, "degree": (2, 4)}
    branches = found(spec, SVC(), scorer=get_scorer("accuracy"))
    assert branches.integers == ("C",)


def test_entries_that_would_be_descended_as_reals_are_named():
    union = make_union(StandardScaler(), MinMaxScaler())
    weights = {"standardscaler": (1, 100), "minmaxscaler": (0.1, 10.0)}
    name = "featureunion__transformer_weights"
    branches = found({name: weights}, make_pipeline(union, Ridge()))
    assert branches.integers == (f"{name}['standardscaler']",)


def test_the_first_point_is_not_that_of_an_alternative_with_the_same_names():
    rows = {"C": (0.1, 10.0, "log-uniform"), "gamma": ["scale"]}
    spec = [rows, {**rows, "gamma": (0.01, 1.0, "log-uniform")}]
    branches = found(spec, SVC(), [{"C": 1.0, "gamma": "scale"}])
    assert [descent.start for descent in branches.descents] == [{"C": 1.0}, None]
