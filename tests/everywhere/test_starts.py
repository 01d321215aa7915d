"""`n_starts`: a score with several optima, and one whose optimum is the only one."""

import joblib
import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

from sk_hpo import GradSearchCV
from tests.everywhere.searches import assert_inside, assert_real_scores

CV = KFold(4, shuffle=True, random_state=0)
GAMMA = {"gamma": (1e-4, 1e3, "log-uniform")}
MODELS = {
    "KernelRidge": KernelRidge(kernel="rbf", alpha=0.1, gamma=1e-2),
    "SVR": SVR(gamma=1e-2),
}


def trend_and_wave(seed=2, frequency=6.0, noise=0.2):
    """A wide kernel sees the trend, a narrow one the wave on it."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-3, 3, size=60)
    y = x + 0.8 * np.sin(frequency * x) + rng.normal(size=60) * noise
    return x[:, None], (y - y.mean()) / y.std()


X, y = trend_and_wave()


def fitted(model, space=GAMMA, data=(X, y), **settings):
    settings = {"cv": CV, "scoring": "neg_mean_squared_error", **settings}
    return GradSearchCV(model, space, random_state=0, **settings).fit(*data)


@pytest.mark.parametrize("kind", MODELS)
def test_the_better_of_two_optima(kind):
    model = MODELS[kind]
    grid = GridSearchCV(
        model,
        {"gamma": np.geomspace(1e-4, 1e3, 29)},
        cv=CV,
        scoring="neg_mean_squared_error",
    ).fit(X, y)
    one = fitted(model, n_starts=1)
    assert one.best_score_ < 2 * grid.best_score_  # errors, of the lesser optimum
    for n_starts in ("auto", 3):
        search = fitted(model, n_starts=n_starts)
        assert search.best_score_ > 1.01 * grid.best_score_
        assert search.best_params_["gamma"] > 10 * one.best_params_["gamma"]
        assert len(search.trials) <= 2
        assert_real_scores(search, X, y, cv=CV, scoring="neg_mean_squared_error")
        assert_inside(search, gamma=(1e-4, 1e3))


def test_auto_finds_a_wave_on_a_trend_in_one_descent():
    wave = trend_and_wave(18, 10.0)
    auto, one, four = (
        fitted(MODELS["KernelRidge"], data=wave, n_starts=n) for n in ("auto", 1, 4)
    )
    assert auto.best_score_ > 0.7 * one.best_score_  # errors
    assert auto.best_score_ == pytest.approx(four.best_score_, rel=1e-3)
    assert len(auto.descents) == 1


def test_each_start_has_its_path():
    search = fitted(MODELS["KernelRidge"], n_starts=4)
    paths = search.descents
    assert len(paths) == 4
    assert all(path.exact and path.fixed == {} for path in paths)
    firsts = [path.steps[0].params["gamma"] for path in paths]
    assert len(set(firsts)) == 4
    ends = [path.ends[0]["gamma"] for path in paths]
    best = max(paths, key=lambda path: max(step.score for step in path.steps))
    assert search.best_params_ == best.ends[0]
    assert max(ends) > 30 * min(ends)
    # each went downhill from its start
    for path in paths[1:]:
        scores = [step.score for step in path.steps]
        assert max(scores) >= scores[0]
    with joblib.parallel_config("threading"):
        again = fitted(MODELS["KernelRidge"], n_starts=4, n_jobs=2)
    assert [path.ends for path in again.descents] == [path.ends for path in paths]


def test_each_branch_has_its_starts():
    model = make_pipeline(StandardScaler(), MODELS["KernelRidge"])
    space = {
        "kernelridge__gamma": GAMMA["gamma"],
        "standardscaler__with_mean": [True, False],
    }
    search = fitted(model, space, n_starts=3)
    branches = [path.fixed["standardscaler__with_mean"] for path in search.descents]
    assert branches == [branches[0]] * 3 + [not branches[0]] * 3
    assert search.best_score_ > -0.1


def test_two_parameters():
    space = {**GAMMA, "alpha": (1e-4, 1e2, "log-uniform")}
    one, three = (fitted(MODELS["KernelRidge"], space, n_starts=n) for n in (1, 3))
    assert len(three.descents) == 3
    assert three.best_score_ >= one.best_score_ * (1 + 1e-4)
    assert len(fitted(MODELS["KernelRidge"], space).descents) == 1


def test_one_optimum_has_one_descent_and_one_fit():
    space = {"alpha": (1e-4, 1e4, "log-uniform")}
    for n_starts in ("auto", 1):
        search = fitted(Ridge(), space, n_starts=n_starts)
        assert len(search.descents) == len(search.trials) == 1


def test_without_an_exact_gradient_it_makes_no_difference():
    model = DecisionTreeRegressor(random_state=0)
    space = {"ccp_alpha": (1e-4, 1.0, "log-uniform")}
    tables = [
        fitted(model, space, n_starts=n, n_iter=4).cv_results_["params"]
        for n in ("auto", 3)
    ]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("n_starts", [0, -1, 2.5, "many", None])
def test_what_is_refused(n_starts):
    search = GradSearchCV(Ridge(), {"alpha": (1e-4, 1e4)}, n_starts=n_starts)
    with pytest.raises(
        ValueError, match=r"'n_starts' parameter .* must be an int .*auto"
    ):
        search.fit(X, y)


def test_a_checkpoint_has_all_paths_and_knows_searches_by_their_starts(tmp_path):
    path = tmp_path / "search.db"
    first = fitted(MODELS["KernelRidge"], n_starts=3, checkpoint=path)
    again = fitted(MODELS["KernelRidge"], n_starts=3, checkpoint=path)
    assert again.n_fits == 0
    # to the seconds that each step took: they were not followed again
    assert again.descents == first.descents
    other = fitted(MODELS["KernelRidge"], n_starts=4, checkpoint=path)
    assert len(other.descents) == 4
    assert other.best_params_ == first.best_params_
    assert other.n_fits == 0
