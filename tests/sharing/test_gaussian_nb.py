"""Gaussian naive Bayes: what takes too much memory is predicted by scikit-learn."""

import numpy as np
from sklearn.naive_bayes import GaussianNB

from sk_hpo.sharing.rule import Training
from sk_hpo.sharing.rules import gaussian_nb
from tests.sharing.data import TASKS


def test_squares_that_would_take_too_much_memory_are_not_kept(monkeypatch):
    X, y = TASKS["classification"]()["dense"]
    family = [GaussianNB(), GaussianNB(var_smoothing=0.1)]
    path = gaussian_nb.rule.begin(family, Training(X, y))
    monkeypatch.setattr(gaussian_nb, "LARGEST", 0)
    monkeypatch.setattr(path, "_squares", None)
    for ours in family:
        path.take(ours)
        theirs = GaussianNB(**ours.get_params()).fit(X, y)
        found = path.result(ours, "predict_proba", X)
        np.testing.assert_array_equal(found, theirs.predict_proba(X))
