import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import ElasticNet

from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.linear import covariance
from sk_hpo.gradients.linear.covariance import covariances_of
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.problems import KINDS, data, row_splits


def found(monkeypatch, X, y, s, *, centred, few):
    monkeypatch.setattr(covariance, "FEW_COLUMNS", few)
    given = {"sample_weight": s}
    data = CVData(X, y, row_splits(len(y)), given)
    splits = splits_of(Steps.of(ElasticNet()), data)
    return list(covariances_of(splits, centred=centred))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("centred", [True, False])
@pytest.mark.parametrize("several", [True, False])
@pytest.mark.parametrize("few", [600, 3], ids=["whole", "on-demand"])
def test_of_every_split(monkeypatch, kind, centred, several, few):
    X, y, s = data(40, 8)
    y = np.column_stack([y, y**2]) if several else y
    rng = np.random.default_rng(1)
    w = rng.normal(size=8) * (np.arange(8) % 2)
    given = KINDS[kind](X)
    splits = found(monkeypatch, given, y, s, centred=centred, few=few)
    for (train, _), split in zip(row_splits(40), splits, strict=True):
        a = s[train] / s[train].sum()
        mu, ybar = centred * (a @ X[train]), centred * (a @ y[train])
        A = np.sqrt(a)[:, None] * (X[train] - mu)
        b = (np.sqrt(a) * (y[train] - ybar).T).T
        np.testing.assert_allclose(split.mu, mu, atol=1e-12)
        np.testing.assert_allclose(split.ybar, ybar, atol=1e-12)
        np.testing.assert_allclose(split.D, A.T @ b, rtol=1e-8, atol=1e-10)
        G = A.T @ A
        np.testing.assert_allclose(split.covariance.times(w), G @ w, rtol=1e-8)
        split.covariance.learn(np.array([3, 1]))
        split.covariance.learn(np.array([1, 6]))
        columns, known = split.covariance.known()
        assert {1, 3, 6} <= set(columns.tolist())
        assert len(columns) == (3 if few == 3 else 8)
        np.testing.assert_allclose(known, G[np.ix_(columns, columns)], rtol=1e-8)
        assert (split.covariance.places[columns] == np.arange(len(columns))).all()


def test_more_columns_than_can_be_needed(monkeypatch):
    X, y, s = data(40, 8)
    monkeypatch.setattr(covariance, "MOST_NEEDED", 4)
    (split, *_) = found(monkeypatch, sparse.csr_matrix(X), y, s, centred=True, few=3)
    with pytest.raises(NotDifferentiableError, match="more than 4 columns"):
        split.covariance.learn(np.arange(5))
