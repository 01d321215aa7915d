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
    with pytest.raises(TypeError, match=r"total_iterations; write n_iter, .*\.rst\)$"):
        Search(model, SPACE).fit(X, y, total_iterations=3)
    with pytest.raises(TypeError, match=r"callback=f\), called as f\(trial, search\)"):
        Search(model, SPACE).fit(X, y, callback=print)


class Counting(LogisticRegression):
    def fit(self, X, y, total_iterations=None):
        self.total_iterations_ = total_iterations
        return super().fit(X, y)


def test_an_argument_of_the_estimators_own_fit_is_passed_on():
    search = BayesSearchCV(Counting(max_iter=5000), SPACE, n_iter=2, cv=2)
    search.fit(X, y, total_iterations=7)
    assert search.best_estimator_.total_iterations_ == 7


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
        advice += [POSITIONAL, OF_FIT["total_iterations"]]
    for part in [part for line in advice for part in re.split(r"\. For |[:;] ", line)]:
        found = part.replace("n_initial_points and initial_point_generator, ", "")
        assert found.strip() in text, part
