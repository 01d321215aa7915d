"""What the estimator's own score is, where it is known."""

import pytest
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import Lasso, PoissonRegressor, Ridge, TweedieRegressor
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2, load_results
from sk_hpo.results import results_of
from sk_hpo.results.own_score import own_score_of

X, y = load_iris(return_X_y=True)


class OwnScore(SVC):
    def score(self, X, y):
        return 1.0


class OwnPipeline(Pipeline):
    def score(self, X, y):
        return 1.0


TWEEDIE = TweedieRegressor(power=1.5)
PIPE = make_pipeline(PCA(), make_pipeline(PCA(), SVC()))


@pytest.mark.parametrize(
    ("estimator", "params", "name"),
    [
        (SVC(), [{"C": 1}], "accuracy"),
        (RandomForestClassifier(), [{}], "accuracy"),
        (KNeighborsClassifier(), [{}], "accuracy"),
        (DummyClassifier(), [{}], "accuracy"),
        (Ridge(), [{"alpha": 1.0}, {"alpha": 2.0}], "r2"),
        (DummyRegressor(), [{}], "r2"),
        (PoissonRegressor(), [{}], "d2_tweedie_score(power=1)"),
        (TWEEDIE, [{}], "d2_tweedie_score(power=1.5)"),
        (TWEEDIE, [{"power": 0}], "d2_tweedie_score(power=0)"),
        (TWEEDIE, [{"power": 0}, {"power": 1}], ""),
        (PIPE, [{}], "accuracy"),
        (PIPE, [{"pipeline": Ridge()}, {"pipeline": Lasso()}], "r2"),
        (PIPE, [{"pipeline__svc": Ridge()}, {}], ""),
        (make_pipeline(PCA(), TWEEDIE), [{"tweedieregressor__power": 0}, {}], ""),
        (Pipeline([("a", SVC())]), [{"steps": [("b", Ridge())]}], "r2"),
        (make_pipeline(PCA(), "passthrough"), [{}], ""),
        (OwnScore(), [{}], ""),
        (OwnPipeline([("a", SVC())]), [{}], ""),
        (PCA(), [{}], ""),
        (None, [{}], ""),
    ],
)
def test_the_name_of_an_estimators_own_score(estimator, params, name):
    assert own_score_of(estimator, params) == name


def test_results_have_it_only_if_it_scored_the_candidates(tmp_path):
    path = tmp_path / "search.db"
    search = GridSearchCV2(SVC(), {"C": [1, 2]}, checkpoint=path).fit(X, y)
    assert results_of(search).own_score == "accuracy"
    for source in (search.cv_results_, search.trials, path, load_results(path)[0]):
        assert results_of(source).own_score == ""
    for scoring in ("f1_macro", lambda *_: 1.0, ["accuracy"]):
        refit = "accuracy" if isinstance(scoring, list) else True
        search = GridSearchCV(SVC(), {"C": [1]}, scoring=scoring, refit=refit)
        assert results_of(search.fit(X, y)).own_score == ""
