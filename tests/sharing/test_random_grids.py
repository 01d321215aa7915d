"""Random pipelines and random grids against scikit-learn."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier
from sklearn.feature_selection import SelectKBest, VarianceThreshold
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from tests.sharing.case import Case
from tests.sharing.data import classification
from tests.sharing.equal import compare

pytestmark = pytest.mark.filterwarnings("ignore")

DATA = {
    name: classification()[name] for name in ("dense", "ties", "duplicates", "frame")
}

# An estimator, and what may be searched of it.
TRANSFORMERS = [
    (StandardScaler(), {"with_mean": [True, False]}),
    (MinMaxScaler(), {"feature_range": [(0, 1), (-1, 1)]}),
    (PCA(2, random_state=0), {"n_components": [1, 2], "whiten": [True, False]}),
    (SelectKBest(k=1), {"k": [1, 2, "all"]}),
    (VarianceThreshold(), {"threshold": [0.0, 0.1]}),
]
MODELS = [
    (
        LogisticRegression(max_iter=20),
        {"C": [0.1, 1.0], "fit_intercept": [True, False]},
    ),
    (GaussianNB(), {"var_smoothing": [1e-9, 1e-2, 1.0]}),
    (
        KNeighborsClassifier(),
        {"n_neighbors": [1, 3, 6], "weights": ["uniform", "distance"]},
    ),
    (
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [2, None], "ccp_alpha": [0.0, 0.02]},
    ),
    (
        ExtraTreesClassifier(random_state=0),
        {"n_estimators": [2, 4], "max_depth": [2, None]},
    ),
    (GradientBoostingClassifier(random_state=0, max_depth=1), {"n_estimators": [2, 4]}),
    (RidgeClassifier(), {"alpha": [0.1, 1.0, 10.0]}),
    (SVC(), {"kernel": ["linear", "rbf"], "gamma": [0.1, 1.0], "C": [1.0, 10.0]}),
]


@st.composite
def parts(draw, prefix=""):
    """A transformer, maybe made of others, and a grid for it."""
    kind = draw(st.sampled_from(["plain", "plain", "union", "columns", "pipeline"]))
    if kind == "plain" or len(prefix) > 8:
        estimator, grid = draw(st.sampled_from(TRANSFORMERS))
        return estimator, _some(draw, grid, prefix)
    one, its_grid = draw(parts(f"{prefix}a__"))
    other, other_grid = draw(parts(f"{prefix}b__"))
    grid = its_grid | other_grid
    if kind == "union":
        return FeatureUnion([("a", one), ("b", other)]), grid
    if kind == "pipeline":
        return Pipeline([("a", one), ("b", "passthrough")]), its_grid
    steps = [("a", one, [0, 1, 2]), ("b", other, [3, 4])]
    rest = draw(st.sampled_from(["drop", "passthrough"]))
    return ColumnTransformer(steps, remainder=rest), grid


def _some(draw, grid, prefix):
    names = draw(st.lists(st.sampled_from(sorted(grid)), unique=True, max_size=2))
    return {f"{prefix}{name}": grid[name] for name in names}


@st.composite
def searches(draw):
    first, its_grid = draw(parts("first__"))
    model, grid = draw(st.sampled_from(MODELS))
    whole = its_grid | _some(draw, grid, "model__")
    if draw(st.booleans()):
        whole["first"] = [first, draw(parts())[0], "passthrough"]
        whole = {k: v for k, v in whole.items() if not k.startswith("first__")}
    pipeline = Pipeline([("first", first), ("model", model)])
    names = sorted(whole)[:4]
    return Case(pipeline, {name: whole[name] for name in names})


FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ANY_DATA = st.sampled_from(sorted(DATA))


@pytest.mark.slow
@given(case=searches(), data=ANY_DATA)
@FEW
def test_any_pipeline_has_scikit_learns_scores(case, data):
    compare(
        case,
        *DATA[data],
        cv=2,
        witnessed=False,
    )


@pytest.mark.slow
@pytest.mark.timeout(1200)  # one test, twenty searches of each kind
@given(case=searches(), data=ANY_DATA)
@settings(FEW, max_examples=20)
def test_many_pipelines_have_scikit_learns_scores_and_results(case, data):
    compare(case, *DATA[data], cv=2)
