"""Pipelines, ColumnTransformers and FeatureUnions, with steps that see their data."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.datasets import load_diabetes
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectFromModel, SelectKBest, f_regression
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.model_selection import RandomizedSearchCV, cross_val_score
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler

from sk_hpo import BayesSearchCV, default_space

X, Y = load_diabetes(return_X_y=True, scaled=False)
X, Y = X[:150], Y[:150]


@pytest.fixture
def frame():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(X[:, :5], columns=["age", "sex", "bmi", "bp", "s1"])
    frame = frame.mask(np.random.default_rng(0).random(frame.shape) < 0.1)
    frame["sex"] = frame["sex"].map({1.0: "f", 2.0: "m"}).astype("category")
    frame["risk"] = X[:, 7].round().astype(str)
    return frame


def _nested():
    numbers = make_pipeline(SimpleImputer(), StandardScaler(), PCA())
    words = make_pipeline(
        SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")
    )
    is_number = make_column_selector(dtype_include="number")
    is_word = make_column_selector(dtype_exclude="number")
    prepare = ColumnTransformer([("n", numbers, is_number), ("w", words, is_word)])
    return Pipeline([("prepare", prepare), ("model", Ridge())])


def test_parts_of_parts_are_searched_by_their_names(frame):
    names = {name for one in default_space(_nested(), frame, Y) for name in one}
    assert names == {
        "model__alpha",
        "prepare__n__pca__n_components",
        "prepare__n__simpleimputer__add_indicator",
        "prepare__n__simpleimputer__strategy",
        "prepare__w__onehotencoder__min_frequency",
        "prepare__w__simpleimputer__add_indicator",
        "prepare__w__simpleimputer__strategy",
    }


@pytest.mark.parametrize("search", [RandomizedSearchCV, BayesSearchCV])
def test_a_nested_pipeline_is_searched_from_end_to_end(frame, search, tmp_path):
    pipeline = _nested().set_params(memory=str(tmp_path))
    space = default_space(
        pipeline,
        frame,
        Y,
        choices={"prepare__n__standardscaler": ["passthrough", None]},
    )
    searched = search(
        pipeline, space, n_iter=5, cv=3, random_state=0, error_score="raise"
    ).fit(frame, Y)
    assert searched.best_score_ >= cross_val_score(_nested(), frame, Y, cv=3).mean()


def test_words_are_not_imputed_by_a_mean(frame):
    space = default_space(SimpleImputer(), frame[["sex"]])
    assert space["strategy"] == ["most_frequent", "constant"]
    space = default_space(SimpleImputer(), frame[["age", "bmi"]])
    assert space["strategy"] == ["mean", "median", "most_frequent"]


def test_nothing_is_searched_of_an_imputer_that_has_nothing_to_impute():
    assert default_space(make_pipeline(SimpleImputer(), KNNImputer()), X) == {}
    assert default_space(SimpleImputer(missing_values=X[0, 0]), X) != {}
    assert default_space(KNNImputer()) != {}


def test_steps_see_what_earlier_steps_leave():
    pca = {"pca__n_components": [2, 3, 4]}
    pipeline = make_pipeline(StandardScaler(), "passthrough", None, PCA())
    assert default_space(pipeline, X[:, :4])[1] == pca
    imputed = make_pipeline(SimpleImputer(add_indicator=True), PCA(2))
    assert default_space(imputed, X[:, :3])["pca__n_components"] == [2, 3]
    space = default_space(make_pipeline(SelectKBest(f_regression), PCA()), X, Y)
    # SelectKBest may leave one column only
    assert space[1]["pca__n_components"].support() == (0.5, 0.9999)


def test_the_last_step_may_be_a_string():
    assert default_space(make_pipeline(PCA(2), "passthrough"), X[:, :3]) == {
        "pca__n_components": [2, 3]
    }
    assert default_space(Pipeline([("a", "passthrough"), ("b", None)]), X) == {}


def test_every_column_of_a_union_and_each_of_a_transformer():
    union = FeatureUnion([("a", PCA(2)), ("b", "drop"), ("c", "passthrough")])
    assert default_space(union, X[:, :3]) == {"a__n_components": [2, 3]}
    both = ColumnTransformer(
        [("a", PCA(2), [0, 1, 2]), ("b", "drop", [3]), ("c", "passthrough", [4])],
        remainder=PCA(2),
    )
    assert default_space(both, X[:, :9]) == {
        "a__n_components": [2, 3],
        "remainder__n_components": [2, 3, 4],
    }


def test_transformers_without_columns_are_not_searched(frame):
    is_date = make_column_selector(dtype_include="datetime")
    empty = ColumnTransformer([("a", PCA(2), []), ("b", PCA(2), is_date)])
    assert default_space(empty, frame) == {}


def test_without_data_all_transformers_are_searched():
    space = default_space(ColumnTransformer([("a", PCA(2), []), ("b", Ridge(), [1])]))
    assert set(space) == {"a__n_components", "b__alpha"}


def test_a_column_of_texts_in_a_frame(frame):
    frame["text"] = [f"patient {n % 7} of ward {n % 3}" for n in range(len(frame))]
    words = make_pipeline(TfidfVectorizer(), TruncatedSVD())
    prepare = ColumnTransformer([("text", words, "text")])
    space = default_space(prepare, frame)
    names = {name.removeprefix("text__tfidfvectorizer__") for name in space}
    assert {"min_df", "max_df", "ngram_range", "sublinear_tf", "use_idf"} < names
    # a candidate may leave fewer of the words than the defaults do
    assert max(space["text__truncatedsvd__n_components"]) < 6


def test_a_range_includes_the_own_number_after_steps_that_may_leave_fewer_columns():
    space = default_space(make_pipeline(SelectKBest(f_regression), PCA(5)), X, Y)
    assert 5 in space["pca__n_components"]
    space = default_space(
        make_pipeline(SelectKBest(f_regression), TruncatedSVD(5)), X, Y
    )
    assert max(space["truncatedsvd__n_components"]) == 5


def test_a_step_that_needs_y_and_a_step_that_fails():
    selected = make_pipeline(SelectKBest(f_regression, k=2), PCA())
    assert len(default_space(selected, X)) == 2
    assert len(default_space(make_pipeline(PCA(99), PCA()), X, Y)) == 2


def test_a_fitted_estimator_inside_a_selector_stays_as_it_is():
    fitted = Ridge().fit(X, Y)
    assert "estimator__alpha" in default_space(SelectFromModel(clone(fitted)), X, Y)
    prefit = SelectFromModel(fitted, prefit=True)
    assert "estimator__alpha" not in default_space(prefit, X, Y)


def test_the_number_of_products_of_columns_stays_moderate():
    few, many = X[:, :3], np.tile(X, 10)
    assert default_space(PolynomialFeatures(), few)["degree"] == [1, 2, 3]
    assert default_space(PolynomialFeatures(), many)["degree"] == [1, 2]
    assert default_space(PolynomialFeatures(1), many)["degree"] == [1]
