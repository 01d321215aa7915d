import numpy as np
import pytest
from scipy.sparse import csr_array, csr_matrix
from scipy.stats import loguniform
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import default_space


class Unknown(BaseEstimator):
    def __init__(self, rate=0.5, kind="a"):
        self.rate = rate
        self.kind = kind


class MyRidge(Ridge):
    pass


RIDGE = make_pipeline(StandardScaler(), Ridge())
X = np.random.default_rng(0).normal(size=(40, 6))


def test_a_single_alternative_is_a_dict_and_several_are_a_list_of_dicts():
    assert isinstance(default_space(Ridge()), dict)
    found = default_space(PCA())
    assert isinstance(found, list)
    assert all(isinstance(one, dict) for one in found)


def test_an_estimator_without_anything_to_search_has_an_empty_space():
    assert default_space(make_pipeline(StandardScaler(), LinearRegression())) == {}


def test_a_subclass_has_the_space_of_its_class():
    assert repr(default_space(MyRidge())) == repr(default_space(Ridge()))


def test_the_message_names_an_unknown_estimator_its_place_and_its_parameters():
    whole = Pipeline(
        [("prep", ColumnTransformer([("mine", Unknown(), [0])])), ("model", Ridge())]
    )
    with pytest.raises(ValueError, match="no default space for Unknown") as caught:
        default_space(whole, X)
    assert "at 'prep__mine'" in str(caught.value)
    assert "['kind', 'rate']" in str(caught.value)
    assert '"prep__mine__rate"' in str(caught.value)


@pytest.mark.parametrize("given", [3, Ridge, {"alpha": [1]}])
def test_what_is_no_estimator_is_refused(given):
    with pytest.raises((TypeError, ValueError), match="estimator"):
        default_space(given)


@pytest.mark.parametrize("choices", [["a"], {"ridge": Ridge()}, {"ridge": []}])
def test_choices_that_are_not_lists_by_name_are_refused(choices):
    with pytest.raises(TypeError, match="choices"):
        default_space(RIDGE, choices=choices)


def test_the_message_about_a_wrong_name_lists_the_parts():
    with pytest.raises(ValueError, match=r"'rigde'.*\['standardscaler', 'ridge'\]"):
        default_space(RIDGE, choices={"rigde": [Ridge()]})


def test_rows_and_targets_must_match():
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        default_space(Ridge(), X, np.zeros(39))


@pytest.mark.parametrize(
    "make", [np.asarray, np.ndarray.tolist, csr_matrix, csr_array, "pandas", "polars"]
)
def test_data_may_be_an_array_a_list_sparse_or_a_frame(make):
    if isinstance(make, str):
        make = pytest.importorskip(make).DataFrame
    given = make(X)
    space = default_space(PCA(svd_solver="arpack"), given, [0, 1] * 20)
    # arpack finds fewer than all six
    assert max(space[1]["n_components"]) == 5


def test_without_data_ranges_suit_most_data():
    space = default_space(PCA())
    assert space[1]["n_components"].support() == (0.5, 0.9999)


def test_the_estimator_and_the_data_stay_as_they_were():
    pipeline, data, y = make_pipeline(PCA(2), Ridge()), X.copy(), X[:, 0].copy()
    before = repr(pipeline)
    default_space(pipeline, data, y, choices={"pca": ["passthrough", PCA(3)]})
    assert repr(pipeline) == before
    assert not hasattr(pipeline[0], "components_")
    np.testing.assert_array_equal(data, X)


def test_a_space_may_be_edited():
    space = default_space(RIDGE)
    space["ridge__alpha"] = loguniform(1, 10)
    space["ridge__fit_intercept"] = [False, True]
    assert space | {} == {**space}
    assert repr(space) == (
        "{'ridge__alpha': loguniform(1, 10), 'ridge__fit_intercept': [False, True]}"
    )


def test_several_alternatives_print_on_a_line_each():
    lines = repr(default_space(PCA(), X)).splitlines()
    assert lines == [
        "[{'n_components': [None]},",
        " {'n_components': [2, 3, 4, 5, 6]}]",
    ]
