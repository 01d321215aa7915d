"""Arguments of other packages' searches get the advice of the pages on moving here."""

import inspect
import pickle
import re
from pathlib import Path

import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import sk_hpo
from sk_hpo import AutoSearchCV, BayesSearchCV, GradSearchCV
from sk_hpo.search.inputs.peer_arguments import OF_FIT, OF_THE_CLASS, PAGE, POSITIONAL

X, y = load_iris(return_X_y=True)
SPACE = {"C": (0.1, 10.0)}
MODEL = LogisticRegression()
each_search = pytest.mark.parametrize(
    "Search", [BayesSearchCV, GradSearchCV, AutoSearchCV]
)


@each_search
@pytest.mark.parametrize(
    ("page", "name"),
    [(page, name) for page in OF_THE_CLASS for name in OF_THE_CLASS[page]],
)
def test_an_argument_of_the_class(Search, page, name):
    with pytest.raises(TypeError) as told:
        Search(MODEL, SPACE, **{name: {}})
    advice = OF_THE_CLASS[page][name]
    assert str(told.value) == (
        f"{Search.__name__} has no argument {name}; {advice} ({page})"
    )


@each_search
def test_positional_arguments_after_the_space(Search):
    with pytest.raises(TypeError) as told:
        Search(MODEL, SPACE, {"acq_func": "EI"}, 50)
    assert f"got 4; {POSITIONAL} ({PAGE})" in str(told.value)


@each_search
def test_another_unknown_argument(Search):
    with pytest.raises(
        TypeError,
        match=rf"^{Search.__name__} has no .* n_iters; did you mean n_iter\?$",
    ):
        Search(MODEL, SPACE, n_iters=3)
    with pytest.raises(TypeError, match="no argument qqq; it has estimator, search_sp"):
        Search(MODEL, SPACE, qqq=3)


@each_search
@pytest.mark.parametrize("model", [MODEL, make_pipeline(MODEL)], ids=["model", "pipe"])
def test_an_argument_of_fit(Search, model):
    told = r"^callback is .*callback=f\), called as f\(trial, search\) \(.*\.rst\)$"
    with pytest.raises(TypeError, match=told):
        Search(model, SPACE).fit(X, y, callback=print)


class Called(LogisticRegression):
    def fit(self, X, y, callback=None):
        self.callback_ = callback
        return super().fit(X, y)


def test_an_argument_of_the_estimators_own_fit_is_passed_on():
    search = BayesSearchCV(Called(max_iter=5000), SPACE, n_iter=2, cv=2)
    search.fit(X, y, callback=print)
    assert search.best_estimator_.callback_ is print


@each_search
def test_the_signature_is_the_classs_own(Search):
    parameters = inspect.signature(Search).parameters
    assert list(parameters)[:3] == ["estimator", "search_spaces", "n_iter"]
    assert "kwargs" not in parameters
    search = Search(MODEL, search_spaces=SPACE, n_iter=3)
    assert pickle.loads(pickle.dumps(clone(search))).get_params()["n_iter"] == 3


@pytest.mark.parametrize("page", OF_THE_CLASS)
def test_the_page_says_the_same(page):
    written = (Path(sk_hpo.__file__).parents[1] / page).read_text()
    text = " ".join(written.replace("`", "").split())
    advice = list(OF_THE_CLASS[page].values())
    if page == PAGE:
        advice += [POSITIONAL]
    for part in [part for line in advice for part in re.split(r"\. For |[:;] ", line)]:
        found = part.replace("n_initial_points and initial_point_generator, ", "")
        assert found.strip() in text, part


def arguments(function):
    return set(inspect.signature(function).parameters)


def test_scikit_optimize_has_these_arguments():
    theirs = pytest.importorskip("skopt").BayesSearchCV
    assert OF_THE_CLASS[PAGE].keys() <= arguments(theirs)
    assert OF_FIT.keys() <= arguments(theirs.fit)


def test_optuna_has_these_arguments():
    optuna = pytest.importorskip("optuna")
    theirs = arguments(optuna.Study.optimize) | arguments(optuna.create_study)
    assert OF_THE_CLASS["docs/coming_from/optuna.rst"].keys() <= theirs
