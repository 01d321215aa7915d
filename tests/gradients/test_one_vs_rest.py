import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import SVC

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
    search = GradSearchCV(MODEL, C, cv=3, random_state=0).fit(X, y)
    (path,) = search.descents
    assert path.judged
    predicted = max(step.score for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, abs=1e-9)


def test_what_is_not_served_says_why():
    found = differentiable_parameters(OneVsRestClassifier(SVC()), "accuracy")
    assert found.exact == []
    assert "no logits" in found["estimator__C"].reason
