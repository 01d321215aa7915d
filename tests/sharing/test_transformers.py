"""What cases can't say of the rules for transformers."""

import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.decomposition import PCA, KernelPCA
from sklearn.feature_selection import (
    RFE,
    SelectFromModel,
    SelectKBest,
    SequentialFeatureSelector,
    VarianceThreshold,
)
from sklearn.linear_model import LogisticRegression, Ridge

from sk_hpo.sharing.rule import DeclinedError, Training, rule_for
from sk_hpo.sharing.rule_helpers.cached_parts import Remembered
from tests.sharing.blas import needs_known_processor

X, y = make_classification(120, 10, n_informative=6, random_state=0)


def path_of(family):
    return rule_for(family[0]).begin([clone(one) for one in family], Training(X, y))


def taken(family):
    path = path_of(family)
    for one in family:
        estimator = clone(one)
        path.take(estimator)
        yield path, estimator, clone(one).fit(X, y)


@pytest.mark.parametrize("solver", ["full", "covariance_eigh"])
def test_pca_is_equal_bit_for_bit(solver):
    family = [PCA(k, svd_solver=solver) for k in (1, 3, 0.8, None, 9)]
    for path, ours, theirs in taken(family):
        assert vars(ours).keys() == vars(theirs).keys()
        assert ours.noise_variance_ == theirs.noise_variance_
        np.testing.assert_array_equal(ours.components_, theirs.components_)
        found, expected = path.result(ours, "fit_transform", X), theirs.fit_transform(X)
        np.testing.assert_array_equal(found, expected)
        # what comes after may add in the order of the memory
        assert found.flags.f_contiguous == expected.flags.f_contiguous
        assert found.flags.c_contiguous == expected.flags.c_contiguous


def test_pca_shares_what_is_not_randomized():
    rng = np.random.default_rng(0)
    wide = rng.normal(size=(60, 520))
    family = [PCA(k, random_state=0) for k in (5, 50, 55, None)]
    path = rule_for(PCA()).begin(family, Training(wide, None))
    path.take(clone(family[1]))
    with pytest.raises(DeclinedError):
        path.take(clone(family[0]))


@pytest.mark.parametrize(
    "family",
    [
        [PCA(2), PCA(3)],
        pytest.param([KernelPCA(2), KernelPCA(3)], marks=needs_known_processor),
        [SelectKBest(k=2), SelectKBest(k=3)],
        [VarianceThreshold(0.1), VarianceThreshold(0.2)],
        [SelectFromModel(Ridge(), max_features=k) for k in (2, 3)],
        [RFE(Ridge(), n_features_to_select=k) for k in (2, 3)],
        [SequentialFeatureSelector(Ridge(), n_features_to_select=k) for k in (2, 3)],
    ],
    ids=lambda family: type(family[0]).__name__,
)
def test_frames_as_output_are_declined(family):
    pytest.importorskip("pandas")
    assert path_of(family) is not None
    with pytest.raises(DeclinedError):
        path_of([clone(one).set_output(transform="pandas") for one in family])


@pytest.mark.parametrize("step", [1, 3, 0.25])
def test_rfe_ranks_as_each_would(step):
    family = [
        RFE(LogisticRegression(), n_features_to_select=k, step=step)
        for k in (4, 1, 0.5, 7, 5)
    ]
    for _, ours, theirs in taken(family):
        assert vars(ours).keys() == vars(theirs).keys()
        np.testing.assert_array_equal(ours.ranking_, theirs.ranking_)
        np.testing.assert_array_equal(ours.estimator_.coef_, theirs.estimator_.coef_)


def test_rfe_fits_no_model_twice(monkeypatch):
    sizes = []
    fit = Ridge.fit

    def counted(self, X, y, **kwargs):
        sizes.append(X.shape[1])
        return fit(self, X, y, **kwargs)

    monkeypatch.setattr(Ridge, "fit", counted)
    family = [RFE(Ridge(), n_features_to_select=k) for k in (6, 3, 0.6)]
    path = path_of(family)
    for one in family:
        path.take(clone(one))
    assert sizes == [10, 9, 8, 7, 6, 5, 4, 3]


def test_remembered_warnings_come_to_everyone():
    def make():
        warnings.warn("so it is", stacklevel=1)
        return 1

    remembered = Remembered()
    for _ in range(2):
        with pytest.warns(UserWarning, match="so it is"):
            assert remembered.get("name", make) == 1
