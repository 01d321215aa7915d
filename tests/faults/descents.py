"""Exact descents through a step that may have a fault, and what they find."""

from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline

from sk_hpo import GradSearchCV
from tests.faults.estimators import FaultyStep

X, y = load_diabetes(return_X_y=True)
X, y = X[:120] * 20, y[:120]
SPACE = {
    "step__width": (0.1, 100.0, "log-uniform"),
    "ridge__alpha": (1e-3, 1e3, "log-uniform"),
}
BRANCHES = {**SPACE, "step__squash": ["tanh", "arctan"]}


def grad(space=SPACE, *, n_jobs=2, n_iter=12, step=None, **settings):
    model = Pipeline([("step", FaultyStep(**(step or {}))), ("ridge", Ridge())])
    return GradSearchCV(
        model, space, n_iter=n_iter, cv=3, n_jobs=n_jobs, random_state=0, **settings
    )


def paths_of(search):
    """What a search tells of its descents, but for times."""
    return [
        (path.reason, path.ends, path.fixed, [step.params for step in path.steps])
        for path in search.descents
    ]


def found(search):
    """What a search tells of its descents and fits, but for times."""
    table = search.cv_results_
    return paths_of(search), table["params"], list(table["mean_test_score"])
