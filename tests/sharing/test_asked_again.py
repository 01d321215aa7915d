"""What draws or counts while it transforms or predicts is asked as often as ever."""

import numpy as np
import pytest
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import NMF
from sklearn.dummy import DummyClassifier
from sklearn.experimental import enable_iterative_imputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler

from tests.sharing.beside import same_scores
from tests.sharing.misbehaving import Counter

assert enable_iterative_imputer

from sklearn.impute import IterativeImputer  # noqa: E402

X, Y = load_breast_cancer(return_X_y=True)
X, Y = X[:150, :5], Y[:150]
SCORING = ["accuracy", "roc_auc", "neg_log_loss"]
C = {"logisticregression__C": [0.1, 1.0, 1.0]}


def with_gaps():
    rows = X.copy()
    rows[np.random.default_rng(0).uniform(size=rows.shape) < 0.1] = np.nan
    return rows


@pytest.mark.parametrize("random_state", [0, np.random.RandomState(0)])
def test_an_imputer_that_draws(random_state):
    imputer = IterativeImputer(
        sample_posterior=True, max_iter=1, random_state=random_state
    )
    model = make_pipeline(
        StandardScaler(), imputer, LogisticRegression(solver="newton-cholesky")
    )
    ours = same_scores(model, C, with_gaps()[:, :3], Y, scoring=SCORING)
    assert "prefix" in ours.sharing_report["rule"]


def test_an_imputer_that_does_not_is_shared():
    model = make_pipeline(IterativeImputer(tol=10.0), GaussianNB())
    grid = {"gaussiannb__var_smoothing": [1e-9, 1e-3]}
    ours = same_scores(model, grid, with_gaps(), Y, scoring=SCORING)
    assert "prefix" in ours.sharing_report["rule"][0]


@pytest.mark.parametrize("random_state", [0, np.random.RandomState(0)])
@pytest.mark.parametrize(
    "step",
    [
        NMF(2, shuffle=True, max_iter=1000, tol=1e-2),
        DummyClassifier(strategy="stratified"),
        DummyClassifier(strategy="uniform"),
    ],
    ids=repr,
)
@pytest.mark.in_turn
def test_what_draws_from_its_generator(step, random_state):
    step = step.set_params(random_state=random_state)
    if isinstance(step, NMF):
        model, grid = (
            make_pipeline(step, GaussianNB()),
            {"gaussiannb__var_smoothing": [1e-9, 1e-3, 1e-3]},
        )
    else:
        model = make_pipeline(StandardScaler(), step)
        grid = {"dummyclassifier__constant": [0, 1, 0]}
    same_scores(model, grid, X, Y, scoring=SCORING)


@pytest.mark.parametrize(
    "steps",
    [
        (Counter(),),
        (StandardScaler(), Counter()),
        (Counter(), StandardScaler()),
        (make_union(StandardScaler(), Counter()), StandardScaler()),
        (make_column_transformer((StandardScaler(), [0, 1]), (Counter(), [2, 3])),),
        (StandardScaler(), make_pipeline(Counter(), StandardScaler())),
    ],
)
@pytest.mark.parametrize("scoring", ["accuracy", SCORING])
@pytest.mark.in_turn
def test_a_users_transformer_that_counts(steps, scoring):
    model = make_pipeline(*steps, LogisticRegression(solver="newton-cholesky"))
    same_scores(model, C, X / X.max(axis=0), Y, scoring=scoring)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("train", [True, False])
@pytest.mark.parametrize(
    "parts",
    [
        make_union(StandardScaler(), MinMaxScaler()),
        make_column_transformer(
            (StandardScaler(), [0]), (MinMaxScaler(), [1, 2]), remainder="passthrough"
        ),
        make_union(make_union(StandardScaler(), MinMaxScaler()), MaxAbsScaler()),
    ],
)
@pytest.mark.in_turn
def test_a_counter_before_several_parts(parts, train):
    first = make_union(Counter(), StandardScaler())
    model = make_pipeline(first, parts, LogisticRegression())
    settings = {"scoring": SCORING, "return_train_score": train}
    same_scores(model, {"logisticregression__C": [0.1, 1.0]}, X, Y, **settings)
