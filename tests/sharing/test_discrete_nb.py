"""Naive Bayes on counts that are sparse, as those of words are."""

import numpy as np
import pytest
import scipy.sparse
from sklearn.naive_bayes import BernoulliNB, ComplementNB, MultinomialNB

from tests.sharing.case import Case
from tests.sharing.data import TASKS
from tests.sharing.equal import N_SPLITS, compare


@pytest.mark.parametrize("kind", [BernoulliNB, ComplementNB, MultinomialNB])
def test_sparse_counts(kind):
    X, y = TASKS["classification"]()["counts"]
    sparse = scipy.sparse.csr_matrix(X)
    case = Case(kind(), {"alpha": [1.0, 0.01, 1e-12], "force_alpha": [True, False]})
    assert compare(case, sparse, y).n_fits == N_SPLITS
    assert compare(case, sparse.astype(np.float32), y).n_fits == N_SPLITS


def test_one_class_only():
    X, y = TASKS["classification"]()["counts"]
    case = Case(ComplementNB(), {"alpha": [1.0, 0.1], "fit_prior": [True, False]})
    compare(case, X, np.zeros_like(y))
