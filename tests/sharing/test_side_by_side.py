"""ColumnTransformer and FeatureUnion, where cases have no way to say it."""

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from sk_hpo import GridSearchCV2
from tests.sharing.data import classification
from tests.sharing.test_rules import shares

GRID = {"gaussiannb__var_smoothing": [1e-9, 1e-3]}


def search(kind, first, grid=None, scoring=None, data="frame"):
    X, y = classification()[data]
    grid = GRID if grid is None else grid
    found = kind(make_pipeline(first, GaussianNB()), grid, cv=3, scoring=scoring)
    return found.fit(X, y)


def shown(first, grid):
    """What the fitted first steps show of themselves, for each candidate and split."""
    attributes = []

    def scorer(pipeline, X, y):
        step = pipeline[0]
        attributes.append(
            {
                "vars": set(vars(step)),
                "parts": [
                    (type(part), sorted(vars(part)))
                    for _, part, *_ in getattr(step, "transformers_", None)
                    or step.transformer_list
                ],
                "columns": getattr(step, "output_indices_", None),
                "names": step.get_feature_names_out().tolist(),
                "few": np.asarray(step.transform(X.iloc[:5])).tolist(),
                "params": repr(step),
            }
        )
        return 0.0

    ours, theirs = [], []
    for seen, kind in ((ours, GridSearchCV2), (theirs, GridSearchCV)):
        attributes.clear()
        search(kind, first, grid, scorer)
        seen += sorted(attributes, key=repr)
    return ours, theirs


@pytest.mark.parametrize(
    ("first", "grid"),
    [
        (
            ColumnTransformer(
                [
                    ("a", StandardScaler(), ["c0", "c1"]),
                    ("b", "passthrough", ["c5"]),
                    ("none", MinMaxScaler(), []),
                ],
                remainder=MinMaxScaler(),
                verbose_feature_names_out=False,
            ),
            {"columntransformer__a__with_std": [True, False], **GRID},
        ),
        (
            FeatureUnion([("a", StandardScaler()), ("b", "passthrough")]),
            {"featureunion__a__with_std": [True, False], **GRID},
        ),
    ],
)
def test_a_fitted_one_looks_like_a_separate_fit(first, grid):
    ours, theirs = shown(first, grid)
    assert ours == theirs


def test_columns_may_be_selected_by_type():
    first = ColumnTransformer(
        [
            ("odd", StandardScaler(), make_column_selector("c[135]")),
            ("all", MinMaxScaler(), make_column_selector(dtype_include=np.number)),
        ]
    )
    grid = {"columntransformer__odd__with_std": [True, False], **GRID}
    ours, theirs = search(GridSearchCV2, first, grid), search(GridSearchCV, first, grid)
    assert shares(ours)
    for name in theirs.cv_results_:
        if name.startswith("split"):
            np.testing.assert_array_equal(
                ours.cv_results_[name], theirs.cv_results_[name]
            )


@pytest.mark.parametrize("settings", [{"n_jobs": 2}, {"verbose": True}], ids=str)
def test_what_runs_in_its_own_way_is_left_alone(settings, capsys):
    first = ColumnTransformer([("a", StandardScaler(), ["c0"])], **settings)
    union = FeatureUnion([("a", StandardScaler())], **settings)
    with parallel_config("threading", n_jobs=1):  # no processes need start for this
        assert not shares(search(GridSearchCV2, first))
        assert not shares(search(GridSearchCV2, union))


@pytest.mark.filterwarnings("ignore")
def test_frames_are_left_alone():
    first = ColumnTransformer([("a", StandardScaler(), ["c0"])])
    assert not shares(search(GridSearchCV2, first.set_output(transform="pandas")))


def test_functions_of_the_user_are_left_alone():
    first = ColumnTransformer([("a", StandardScaler(), lambda X: ["c0"])])
    assert not shares(search(GridSearchCV2, first))
