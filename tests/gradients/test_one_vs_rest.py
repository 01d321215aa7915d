import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.feature_selection import SelectKBest
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC, NuSVC

from sk_hpo import GradSearchCV, differentiable_parameters

X, y = load_iris(return_X_y=True)
C = {"estimator__C": (1e-3, 1e3, "log-uniform")}
MODEL = OneVsRestClassifier(LogisticRegression(max_iter=1000))


def test_a_descent_is_as_good_as_a_grid():
    search = GradSearchCV(MODEL, C, scoring="neg_log_loss", cv=3, random_state=0)
    search.fit(X, y)
    assert search.descents[0].exact
    assert search.n_fits <= 6
    grid = {"estimator__C": [10.0**k for k in range(-3, 4)]}
    theirs = GridSearchCV(MODEL, grid, scoring="neg_log_loss", cv=3).fit(X, y)
    assert search.best_score_ > theirs.best_score_


def test_accuracy_is_read_off_the_responses():
    model = clone(MODEL).set_params(estimator__tol=1e-8, estimator__max_iter=10_000)
    search = GradSearchCV(model, C, cv=3, random_state=0).fit(X, y)
    (path,) = search.descents
    assert path.judged
    predicted = max(step.score for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, abs=1e-9)


MODELS = {
    "LinearSVC": (LinearSVC(dual=False), {"C": (1e-3, 1e2, "log-uniform")}),
    "SVC": (
        SVC(),
        {"C": (1e-1, 1e3, "log-uniform"), "gamma": (1e-3, 1e1, "log-uniform")},
    ),
    "RidgeClassifier": (RidgeClassifier(), {"alpha": (1e-3, 1e3, "log-uniform")}),
}


@pytest.mark.parametrize("labels", [3, 2])
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.in_turn
def test_around_margins(name, labels):
    inner, space = MODELS[name]
    space = {f"estimator__{parameter}": within for parameter, within in space.items()}
    kept = y < labels
    X_kept, y_kept = X[kept][:, :2], np.array(["a", "b", "c"])[y[kept]]
    model = OneVsRestClassifier(inner)
    search = GradSearchCV(model, space, cv=3, random_state=0).fit(X_kept, y_kept)
    path = search.descents[0]
    assert path.judged
    predicted = max(step.score for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, abs=1e-9)
    begun = cross_val_score(model, X_kept, y_kept, cv=3).mean()
    assert search.best_score_ >= begun


def test_around_a_pipeline():
    inner = make_pipeline(
        StandardScaler(), SelectKBest(k=3), LogisticRegression(max_iter=1000)
    )
    model, name = OneVsRestClassifier(inner), "estimator__logisticregression__C"
    search = GradSearchCV(
        model, {name: C["estimator__C"]}, scoring="neg_log_loss", cv=3, random_state=0
    )
    search.fit(X, y)
    assert search.descents[0].exact
    # real fits stop a little before the optimum, so some more are made near it
    assert search.n_fits <= 15
    # of steps before, its own steps would have to pass derivatives on
    outer = make_pipeline(Nystroem(random_state=0), model)
    found = differentiable_parameters(outer, "neg_log_loss")
    assert found.exact == [f"onevsrestclassifier__{name}"]
    assert "passes no derivative" in found["nystroem__gamma"].reason
    found = differentiable_parameters(make_pipeline(Nystroem(), MODEL), "neg_log_loss")
    assert "nystroem__gamma" in found.exact


def test_weights_of_a_pipeline_go_where_they_are_routed():
    with config_context(enable_metadata_routing=True):
        inner = make_pipeline(
            StandardScaler().set_fit_request(sample_weight="of_scale"),
            LogisticRegression(tol=1e-8).set_fit_request(sample_weight="s"),
        )
        name = "estimator__logisticregression__C"
        model = OneVsRestClassifier(inner)
        search = GradSearchCV(
            model, {name: C["estimator__C"]}, scoring="neg_log_loss", cv=3
        )
        s = np.linspace(1, 5, len(y)) ** 2
        search.fit(X, y, s=s, of_scale=s[::-1])
    assert search.descents[0].exact
    predicted = max(step.score for step in search.descents[0].steps)
    assert search.best_score_ == pytest.approx(predicted, rel=1e-4)


def test_what_is_not_served_says_why():
    found = differentiable_parameters(OneVsRestClassifier(NuSVC()), "accuracy")
    assert found.exact == []
    assert "NuSVC within OneVsRest" in found["estimator__nu"].reason
    inner = Pipeline([("m", LogisticRegression())], transform_input=["X_val"])
    found = differentiable_parameters(OneVsRestClassifier(inner), "neg_log_loss")
    assert "transform_input" in found["estimator__m__C"].reason
