import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import ParameterSampler
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, RobustScaler, StandardScaler
from sklearn.svm import SVC

from sk_hpo import default_space

STEPS = Pipeline([("scale", StandardScaler()), ("model", Ridge())])


class Shy(StandardScaler):
    def __repr__(self, N_CHAR_MAX=0):
        return "Shy()"


X = np.random.default_rng(0).normal(size=(60, 4))


def test_choices_with_equal_spaces_are_one_alternative():
    scalers = [StandardScaler(), MinMaxScaler(), "passthrough"]
    space = default_space(STEPS, X, choices={"scale": scalers})
    assert isinstance(space, dict)
    assert space["scale"] == scalers
    assert set(space) == {"scale", "model__alpha"}


def test_choices_with_spaces_of_their_own_are_alternatives():
    models = [Ridge(), RandomForestRegressor(), LinearRegression()]
    space = default_space(STEPS, X, choices={"model": models})
    assert [one["model"] for one in space] == [[model] for model in models]
    ridge, forest, line = (set(one) - {"model"} for one in space)
    assert ridge == {"model__alpha"}
    assert {"model__max_features", "model__min_samples_leaf"} <= forest
    assert not line
    assert not ridge & forest


def test_several_choices_are_combined():
    scalers, models = [StandardScaler(), None], [Ridge(), LinearRegression()]
    space = default_space(STEPS, choices={"scale": scalers, "model": models})
    assert [one["model"] for one in space] == [[model] for model in models]
    assert all(one["scale"] == scalers for one in space)
    mixed = default_space(
        STEPS, choices={"scale": [RobustScaler(), Normalizer()], "model": models}
    )
    assert len(mixed) == 4


def test_choices_of_the_same_kind_have_the_ranges_of_each():
    space = default_space(STEPS, choices={"model": [Ridge(1.0), Ridge(1e9)]})
    own, wider = (one["model__alpha"].support() for one in space)
    assert own[0] == wider[0]
    assert own[1] < wider[1] == 1e9


def test_ranges_that_mostly_overlap_are_merged():
    alone = [
        default_space(make_pipeline(s, Ridge()), X) for s in (None, MinMaxScaler())
    ]
    ends = [one["ridge__alpha"].support() for one in alone]
    assert ends[0] != ends[1]
    choices = {"scale": ["passthrough", MinMaxScaler()]}
    low, high = default_space(STEPS, X, choices=choices)["model__alpha"].support()
    assert (low, high) == (min(a for a, _ in ends), max(b for _, b in ends))


def test_values_of_a_parameter_replace_its_range():
    space = default_space(STEPS, choices={"model__alpha": [1, 10]})
    assert space == {"model__alpha": [1, 10]}


def test_names_of_parameters_inside_parts_of_parts():
    whole = make_pipeline(STEPS)
    space = default_space(whole, choices={"pipeline__scale": [None, RobustScaler()]})
    assert set(space) == {"pipeline__scale", "pipeline__model__alpha"}


def test_parameters_of_a_choice_are_not_those_of_another():
    space = default_space(SVC(), X, choices={"kernel": ["linear", "rbf"]})
    assert all("gamma" not in one for one in space if one["kernel"] == ["linear"])
    assert {kernel for one in space for kernel in one["kernel"]} == {"linear", "rbf"}


def test_choices_see_the_data_that_earlier_choices_make():
    whole = Pipeline([("a", PCA(2)), ("b", PCA()), ("model", Ridge())])
    space = default_space(whole, X, choices={"a": ["passthrough", StandardScaler()]})
    # neither changes the number of columns
    assert [one["a"] for one in space] == [["passthrough", *_scalers(space)]] * 2
    assert space[1]["b__n_components"] == [2, 3, 4]
    reduced = default_space(whole, X, choices={"a": [PCA(2)]})
    assert reduced[1]["b__n_components"].support() == (0.5, 0.9999)


def _scalers(space):
    return [one for one in space[0]["a"] if isinstance(one, StandardScaler)]


def test_estimators_that_print_alike_are_different_choices():
    scalers = [Shy(), Shy(with_mean=False)]
    space = default_space(STEPS, choices={"model": [Ridge()], "scale": scalers})
    assert space["scale"] == scalers


@pytest.mark.parametrize("seed", range(3))
def test_every_draw_can_be_set(seed):
    space = default_space(
        STEPS,
        X,
        choices={
            "scale": [PCA(), "passthrough", Normalizer()],
            "model": [Ridge(), RandomForestRegressor()],
        },
    )
    for params in ParameterSampler(space, 10, random_state=seed):
        made = STEPS.set_params(**params)
        assert all(made.get_params()[name] == value for name, value in params.items())
