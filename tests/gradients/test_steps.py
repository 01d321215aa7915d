import pytest
from sklearn import config_context
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import Ridge
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo.gradients.data.steps import RoutedParams, Steps
from sk_hpo.gradients.types import NotDifferentiableError

PIPELINE = Pipeline(
    [
        ("scale", StandardScaler()),
        ("off", "passthrough"),
        ("none", None),
        ("model", Ridge()),
    ]
)


class OwnPipeline(Pipeline):
    pass


def test_an_estimator_is_its_own_last_step():
    ridge = Ridge()
    steps = Steps.of(ridge)
    assert (steps.last, steps.prefix, steps.before) == (ridge, "", ())
    assert not steps.is_pipeline


def test_a_pipeline_without_what_passes_through():
    steps = Steps.of(PIPELINE)
    assert steps.last is PIPELINE["model"]
    assert steps.prefix == "model__"
    assert steps.before == (("scale", PIPELINE["scale"]),)


def test_what_is_no_plain_pipeline_is_not_opened():
    for estimator in (OwnPipeline(PIPELINE.steps), FeatureUnion([("a", PIPELINE)])):
        assert Steps.of(estimator).last is estimator
    within = OwnPipeline(PIPELINE.steps)
    assert Steps.of(make_pipeline(within)).last is within


def test_a_pipeline_that_ends_with_a_pipeline_is_one_of_all_their_steps():
    whole = Pipeline([("first", StandardScaler()), ("rest", PIPELINE)])
    steps = Steps.of(whole)
    assert steps.last is PIPELINE["model"]
    assert steps.prefix == "rest__model__"
    assert steps.before == (
        ("first", whole["first"]),
        ("rest__scale", PIPELINE["scale"]),
    )
    assert steps.step_of("rest__scale__with_mean") == "rest__scale"
    assert steps.step_of("first") == "first"
    assert steps.step_of("rest__scale_other__with_mean") is None
    given = {"rest__model__sample_weight": [1], "rest__scale__sample_weight": [2]}
    assert steps.fit_params(given) == RoutedParams(
        [1], {"first": {}, "rest__scale": {"sample_weight": [2]}}
    )


def test_parameters_of_fit_go_where_their_prefix_says():
    given = {"model__sample_weight": [1], "scale__sample_weight": [2]}
    of_steps = {"scale": {"sample_weight": [2]}}
    assert Steps.of(PIPELINE).fit_params(given) == RoutedParams([1], of_steps)
    assert Steps.of(Ridge()).fit_params({"sample_weight": [3]}) == RoutedParams([3], {})


def test_metadata_are_routed_as_requested():
    with config_context(enable_metadata_routing=True):
        pipeline = make_pipeline(
            StandardScaler().set_fit_request(sample_weight=False),
            Ridge().set_fit_request(sample_weight=True),
        )
        given = Steps.of(pipeline).fit_params({"sample_weight": [1]})
    assert given == RoutedParams([1], {"standardscaler": {}})


@pytest.mark.parametrize(
    ("estimator", "given"),
    [
        (Ridge(), "groups"),
        (PIPELINE, "sample_weight"),
        (PIPELINE, "model__coef_init"),
        (PIPELINE, "off__sample_weight"),
        (make_pipeline(PIPELINE), "pipeline__off__sample_weight"),
        (make_pipeline(PIPELINE), "pipeline__sample_weight"),
        (make_pipeline(SelectKBest(), Ridge()), "other__sample_weight"),
    ],
)
def test_what_else_fit_is_given_is_rejected(estimator, given):
    with pytest.raises(NotDifferentiableError, match=given.rpartition("__")[2]):
        Steps.of(estimator).fit_params({given: [1]})
