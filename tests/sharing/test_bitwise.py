"""share_fits="bitwise": the bits of separate fits, and as much shared as has them."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import uniform
from sklearn.linear_model import ElasticNet, Ridge
from sklearn.model_selection import GridSearchCV, ParameterGrid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import BayesSearchCV, GradSearchCV, GridSearchCV2, RandomSearchCV2
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.planning.families import rounds
from tests.sharing.data import TASKS
from tests.sharing.equal import compare
from tests.sharing.test_rules import CASES, first_data, shares

X, y = TASKS["regression"]()["dense"]
PENALTIES = {"alpha": [0.01, 0.1, 1.0]}
pytestmark = pytest.mark.filterwarnings("ignore")


def grids_of(case):
    return case.grid if isinstance(case.grid, list) else [case.grid]


def rounds_somewhere(case):
    return any(rounds(Recipe(case.estimator, p)) for p in ParameterGrid(case.grid))


def has_bits(case):
    """The same case, and whether something of it is shared bit for bit."""
    return replace(case, rounds=False), not rounds_somewhere(case)


@pytest.mark.parametrize(
    "case",
    # the others are of rules that do not round: test_rules.py compares their bits
    [
        pytest.param(
            case,
            id=one.id,
            marks=[] if case.rounds and not case.slow else [pytest.mark.slow],
        )
        for one in CASES
        for case in one.values
        if "-0-" in one.id or case.rounds
    ],
)
def test_every_case_has_the_bits_of_separate_fits(case):
    exact, is_shared = has_bits(case)
    ours = compare(exact, *first_data(case), share_fits="bitwise", witnessed=False)
    assert shares(ours) or not is_shared


def test_some_case_rounds_otherwise():
    assert any(one.values[0].rounds for one in CASES)
    assert all(rounds_somewhere(one.values[0]) for one in CASES if one.values[0].rounds)


def test_what_rounds_is_separate_and_the_report_says_so():
    search = GridSearchCV2(ElasticNet(), PENALTIES, cv=3, share_fits="bitwise")
    report = search.fit(X, y).sharing_report
    assert report["group"].tolist() == [-1]
    assert report["fits"].tolist() == [9]
    assert report["reason"].tolist() == [
        "elastic_net shares to rounding, not bit for bit"
    ]


def test_a_setting_with_the_same_bits_is_shared():
    model = ElasticNet(precompute=True)
    search = GridSearchCV2(model, PENALTIES, cv=3, share_fits="bitwise").fit(X, y)
    assert search.sharing_report["rule"].tolist() == ["elastic_net"]
    assert search.n_fits == 3
    theirs = GridSearchCV(model, PENALTIES, cv=3).fit(X, y).cv_results_
    for name in (name for name in theirs if name.startswith("split")):
        np.testing.assert_array_equal(search.cv_results_[name], theirs[name])


def test_steps_before_what_rounds_are_shared():
    pipeline = make_pipeline(StandardScaler(), ElasticNet())
    grid = {f"elasticnet__{name}": values for name, values in PENALTIES.items()}
    search = GridSearchCV2(pipeline, grid, cv=3, share_fits="bitwise").fit(X, y)
    assert search.sharing_report["rule"].tolist() == ["prefix"]
    assert search.n_fits == 9


ALPHAS = {"alpha": [0.5, 1.0, 2.0]}
SEARCHES = {
    "grid": lambda **own: GridSearchCV2(Ridge(), ALPHAS, cv=3, **own),
    "random": lambda **own: RandomSearchCV2(
        Ridge(), {"alpha": uniform(0.5, 2.0)}, n_iter=3, cv=3, random_state=0, **own
    ),
    "bayes": lambda **own: BayesSearchCV(
        Ridge(), {"alpha": (0.5, 2.0)}, n_iter=3, cv=3, random_state=0, **own
    ),
    "grad": lambda **own: GradSearchCV(
        Ridge(), {"alpha": (0.5, 2.0)}, n_iter=3, cv=3, random_state=0, **own
    ),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_every_search_takes_it(name):
    apart = SEARCHES[name](share_fits=False).fit(X, y).cv_results_
    search = SEARCHES[name](share_fits="bitwise").fit(X, y)
    assert shares(search)
    for column in (column for column in apart if column.startswith("split")):
        np.testing.assert_array_equal(search.cv_results_[column], apart[column])


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("value", ["bits", None, 1.0])
def test_other_values_are_rejected_with_those_that_are_not(name, value):
    with pytest.raises(ValueError, match=r"share_fits.*'bool'.*'bitwise'"):
        SEARCHES[name](share_fits=value).fit(X, y)


@pytest.mark.parametrize("exact", ["bitwise", False])
def test_scores_shared_to_rounding_are_not_recalled(exact, tmp_path):
    path = tmp_path / "search.db"

    def run(share_fits):
        return GridSearchCV2(
            ElasticNet(), PENALTIES, cv=3, checkpoint=path, share_fits=share_fits
        ).fit(X, y)

    assert run(True).sharing_report["rule"].tolist() == ["elastic_net"]
    theirs = GridSearchCV(ElasticNet(), PENALTIES, cv=3).fit(X, y).cv_results_
    ours = run(exact).cv_results_
    for name in (name for name in theirs if name.startswith("split")):
        np.testing.assert_array_equal(ours[name], theirs[name])


def test_scores_with_the_same_bits_are_recalled(tmp_path):
    path = tmp_path / "search.db"
    told = []

    def run(share_fits):
        search = GridSearchCV2(
            Ridge(), ALPHAS, cv=3, checkpoint=path, share_fits=share_fits
        )
        told.append(search.fit(X, y).cv_results_["mean_fit_time"])

    run(True)
    run("bitwise")
    np.testing.assert_array_equal(*told)  # times are those of the first run
