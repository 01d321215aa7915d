import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import ElasticNet

from sk_hpo.gradients.data.folds import folds_of
from sk_hpo.gradients.data.split_data import SplitData
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.linear import covariance
from sk_hpo.gradients.linear.covariance import covariances_of
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.problems import KINDS, data, splits


def found(monkeypatch, X, y, s, *, centred, few):
    monkeypatch.setattr(covariance, "FEW_COLUMNS", few)
    given = {"sample_weight": s}
    data = SplitData(X, y, splits(len(y)), given)
    folds = folds_of(Steps.of(ElasticNet()), data)
    return list(covariances_of(folds, centred=centred))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("centred", [True, False])
@pytest.mark.parametrize("several", [True, False])
@pytest.mark.parametrize("few", [600, 3], ids=["whole", "on-demand"])
def test_of_every_fold(monkeypatch, kind, centred, several, few):
    X, y, s = data(40, 8)
    y = np.column_stack([y, y**2]) if several else y
    rng = np.random.default_rng(1)
    w = rng.normal(size=8) * (np.arange(8) % 2)
    given = KINDS[kind](X)
    folds = found(monkeypatch, given, y, s, centred=centred, few=few)
    for (train, _), fold in zip(splits(40), folds, strict=True):
        a = s[train] / s[train].sum()
        mu, ybar = centred * (a @ X[train]), centred * (a @ y[train])
        A = np.sqrt(a)[:, None] * (X[train] - mu)
        b = (np.sqrt(a) * (y[train] - ybar).T).T
        np.testing.assert_allclose(fold.mu, mu, atol=1e-12)
        np.testing.assert_allclose(fold.ybar, ybar, atol=1e-12)
        np.testing.assert_allclose(fold.D, A.T @ b, rtol=1e-8, atol=1e-10)
        G = A.T @ A
        np.testing.assert_allclose(fold.covariance.times(w), G @ w, rtol=1e-8)
        fold.covariance.learn(np.array([3, 1]))
        fold.covariance.learn(np.array([1, 6]))
        columns, known = fold.covariance.known()
        assert {1, 3, 6} <= set(columns.tolist())
        assert len(columns) == (3 if few == 3 else 8)
        np.testing.assert_allclose(known, G[np.ix_(columns, columns)], rtol=1e-8)
        assert (fold.covariance.places[columns] == np.arange(len(columns))).all()


def test_more_columns_than_can_be_needed(monkeypatch):
    X, y, s = data(40, 8)
    monkeypatch.setattr(covariance, "MOST_NEEDED", 4)
    (fold, *_) = found(monkeypatch, sparse.csr_matrix(X), y, s, centred=True, few=3)
    with pytest.raises(NotDifferentiableError, match="more than 4 columns"):
        fold.covariance.learn(np.arange(5))
