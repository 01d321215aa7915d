"""Searches with sharing against scikit-learn's, and what their scorers see."""

import copy
import warnings
from types import SimpleNamespace

import numpy as np
import scipy.sparse
from sklearn.base import clone
from sklearn.metrics import check_scoring
from sklearn.model_selection import GridSearchCV

from sk_hpo import GridSearchCV2
from tests.sharing.sight import METHODS, assert_same, or_error, public, results

N_SPLITS = 2


class Witness:
    """A scorer that writes down the attributes and results of a fitted estimator.

    Not for the training rows, which come second.
    """

    def __init__(self, scorer):
        self.scorer = scorer
        self.seen = {}
        self.last = None

    def __call__(self, estimator, X, y=None):
        if estimator is not self.last:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.look(estimator, X, y)
        self.last = estimator
        return self.scorer(estimator, X, y)

    def look(self, estimator, X, y):
        key = repr(estimator.get_params(deep=False)), _digest(X)
        few = X[:3] if not hasattr(X, "iloc") else X.iloc[:3]
        # before the results, and in a copy: a scorer sees what is there
        attributes = copy.deepcopy(public(estimator))
        found = results(estimator, X, y)
        found["few"] = [
            or_error(getattr(estimator, name), few)
            for name in METHODS
            if hasattr(estimator, name)
        ]
        again = clone(estimator)
        seen = (type(estimator), again.get_params().keys(), attributes, found)
        self.seen.setdefault(key, []).append(seen)


def _digest(X):
    if scipy.sparse.issparse(X):
        X = X.toarray()
    return hash(np.asarray(X).tobytes()) if not isinstance(X, list) else hash(tuple(X))


def compare(
    case,
    X,
    y,
    *,
    cv=N_SPLITS,
    fit_params=None,
    witnessed=True,
    share_fits=True,
    **settings,
):
    """Both searches on the same data, ours with and without a witness; returns ours.

    None if all fits fail, in both.
    """
    scoring = settings.pop("scoring", case.scoring)
    settings |= {"cv": cv, "fit_params": fit_params}
    own = {"share_fits": share_fits}
    witness, our_witness = (
        Witness(check_scoring(case.estimator, scoring)) for _ in range(2)
    )
    # A witness changes no score of scikit-learn's. But a warning may name the scorer.
    at_once = witnessed and not fit_params
    theirs, told = searched(
        GridSearchCV, case, X, y, scoring=witness if at_once else scoring, **settings
    )
    ours, ours_told = searched(
        GridSearchCV2, case, X, y, scoring=scoring, **own, **settings
    )
    assert ours_told == told
    if not hasattr(theirs, "cv_results_"):
        assert not hasattr(ours, "cv_results_")
        return None
    assert_same_table(ours.cv_results_, theirs.cv_results_, rounds=case.rounds)
    if witnessed:
        settings["return_train_score"] = False
        if not at_once:
            searched(GridSearchCV, case, X, y, scoring=witness, **settings)
        searched(GridSearchCV2, case, X, y, scoring=our_witness, **own, **settings)
        assert_same_sights(our_witness.seen, witness.seen, rounds=case.rounds)
    return ours


def searched(
    kind, case, X, y, *, cv=N_SPLITS, fit_params=None, scoring=None, **settings
):
    """A search of this kind, fitted, and the warnings and failures that it told of."""
    scoring = scoring or case.scoring
    search = kind(case.estimator, case.grid, cv=cv, refit=False, scoring=scoring)
    search.set_params(**settings)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            search.fit(X, y, **(fit_params or {}))
        except ValueError as error:  # all fits have failed
            told = {(w.category, _told(w)) for w in caught}
            return SimpleNamespace(), told | {_failures(error)}
    told = {(w.category, _told(w)) for w in caught}
    return search, told


def _failures(error):
    """The errors at the end of the tracebacks, of which the lines may differ."""
    text = str(error)
    assert text.startswith("\nAll the"), text
    return tuple(line for line in text.splitlines() if "Error: " in line)


def _told(warning):
    """What a warning says, without tracebacks and without the search."""
    return str(warning.message).partition("Traceback")[0].partition("when fitting")[0]


def assert_same_table(ours, theirs, *, rounds):
    assert ours.keys() == theirs.keys()
    assert ours["params"] == theirs["params"]
    for name in theirs:
        if name.startswith(("split", "mean_test", "mean_train", "std_t")):
            assert_same(ours[name], theirs[name], name, rounds=rounds)
        elif name.startswith("rank") and not rounds:  # which makes ties, or ends them
            assert_same(ours[name], theirs[name], name)
    assert sum("rank" in name for name in theirs) > 0


def assert_same_sights(ours, theirs, *, rounds):
    assert ours.keys() == theirs.keys()
    for key, sights in theirs.items():
        assert len(ours[key]) == len(sights)
        for sight, seen in zip(sights, ours[key], strict=True):
            assert seen[0] is sight[0]
            assert seen[1] == sight[1]
            assert_same(seen[2:], sight[2:], f"{sight[0].__name__}", rounds=rounds)
