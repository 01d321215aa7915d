import pytest
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC

from sk_hpo.space import Space, check_names


class TakesAnything(BaseEstimator):
    def get_params(self, deep=True):
        return {}

    def set_params(self, **params):
        if "bad" in params:
            raise RuntimeError("not this one")
        return self


def test_names_of_get_params():
    space = Space.from_params({"C": (1, 10), "kernel": ["rbf"]})
    assert check_names(space, SVC()) is None


def test_names_of_a_step_that_is_itself_searched():
    pipe = Pipeline([("reduce", "passthrough"), ("svc", SVC())])
    pca = PCA()
    space = Space.from_params({"reduce": [pca], "reduce__n_components": (1, 3)})
    assert check_names(space, pipe) is None
    assert pca.n_components is None


def test_names_that_one_choice_of_several_has():
    pipe = Pipeline([("reduce", "passthrough")])
    space = Space.from_params(
        {"reduce": ["passthrough", PCA()], "reduce__n_components": (1, 3)}
    )
    assert check_names(space, pipe) is None


def test_names_that_only_set_params_knows():
    assert check_names(Space.from_params({"good": [1]}), TakesAnything()) is None
    with pytest.raises(
        ValueError, match=r"Invalid parameter 'bad' for estimator TakesAnything"
    ):
        check_names(Space.from_params({"bad": [1]}), TakesAnything())


def test_a_misspelt_name():
    space = Space.from_params([{"C": (1, 10)}, {"C": (1, 10), "kernal": ["rbf"]}])
    with pytest.raises(
        ValueError, match=r"Invalid parameter 'kernal' for estimator SVC.*'kernel'"
    ):
        check_names(space, SVC())


def test_a_name_like_no_other():
    with pytest.raises(ValueError, match=r"'zzzzz'.*: it has .*'C'"):
        check_names(Space.from_params({"zzzzz": [1]}), SVC())
