"""Searches with sharing against scikit-learn's, and what their scorers see."""

import warnings
from types import SimpleNamespace

import numpy as np
import scipy.sparse
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV

from sk_hpo import GridSearchCV2

ANSWERS = (
    "predict",
    "predict_proba",
    "predict_log_proba",
    "decision_function",
    "score_samples",
    "transform",
)
TOLERANCE = 1e-9
N_FOLDS = 2


class Witness:
    """A scorer that writes down all that a fitted estimator shows and answers."""

    def __init__(self):
        self.seen = {}

    def __call__(self, estimator, X, y=None):
        key = repr(estimator), estimator.get_params(deep=False).__repr__(), _digest(X)
        few = X[:3] if not hasattr(X, "iloc") else X.iloc[:3]
        answers = {}
        for name in ANSWERS:
            if hasattr(estimator, name):
                method = getattr(estimator, name)
                answers[name] = (
                    _answer(method, X),
                    _answer(method, X),
                    _answer(method, few),
                )
        attributes = {
            name: _shape(value)
            for name, value in vars(estimator).items()
            if name.endswith("_") and not name.startswith("_")
        }
        again = clone(estimator)
        seen = (type(estimator), again.get_params().keys(), attributes, answers)
        self.seen.setdefault(key, []).append(seen)
        if y is None or not hasattr(estimator, "score"):
            return 0.0
        return estimator.score(X, y)


def _answer(method, X):
    try:
        return method(X)
    except Exception as error:  # noqa: BLE001  compared like an answer
        return type(error).__name__, str(error)


def _shape(value):
    if hasattr(value, "shape"):
        return value.shape
    if isinstance(value, (list, tuple, dict)):
        return type(value), len(value)
    return type(value)


def _digest(X):
    if scipy.sparse.issparse(X):
        X = X.toarray()
    return hash(np.asarray(X).tobytes()) if not isinstance(X, list) else hash(tuple(X))


def compare(
    case,
    X,
    y,
    *,
    cv=N_FOLDS,
    fit_params=None,
    witnessed=True,
    share_fits=True,
    **settings,
):
    """Both searches on the same data, with and without a witness; returns ours.

    None if all fits fail, in both.
    """
    fit_params = fit_params or {}
    own = {"share_fits": share_fits}
    theirs, told = _search(GridSearchCV, case, X, y, cv, fit_params, settings)
    ours, ours_told = _search(GridSearchCV2, case, X, y, cv, fit_params, settings | own)
    if not hasattr(theirs, "cv_results_"):
        assert not hasattr(ours, "cv_results_")
        assert ours_told == told
        return None
    assert_same_table(ours.cv_results_, theirs.cv_results_, rounds=case.rounds)
    assert ours_told == told
    if not witnessed:
        return ours
    witness, our_witness = Witness(), Witness()
    settings = settings | {"return_train_score": False}
    _search(GridSearchCV, case, X, y, cv, fit_params, settings, witness)
    _search(GridSearchCV2, case, X, y, cv, fit_params, settings | own, our_witness)
    assert_same_sights(our_witness.seen, witness.seen, rounds=case.rounds)
    return ours


def _search(kind, case, X, y, cv, fit_params, settings, scoring=None):
    scoring = scoring or case.scoring
    search = kind(case.estimator, case.grid, cv=cv, refit=False, scoring=scoring)
    search.set_params(**settings)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            search.fit(X, y, **fit_params)
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
            assert_close(ours[name], theirs[name], rounds=rounds, what=name)
    assert sum("rank" in name for name in theirs) > 0


def assert_same_sights(ours, theirs, *, rounds):
    assert ours.keys() == theirs.keys()
    for key, sights in theirs.items():
        assert len(ours[key]) == len(sights)
        for (kind, params, attributes, answers), seen in zip(
            sights, ours[key], strict=True
        ):
            assert seen[0] is kind
            assert seen[1] == params
            assert seen[2] == attributes, key
            assert seen[3].keys() == answers.keys()
            for name, expected in answers.items():
                for ours_one, one in zip(seen[3][name], expected, strict=True):
                    assert_close(ours_one, one, rounds=rounds, what=name)


def assert_close(ours, theirs, *, rounds, what):
    assert type(ours) is type(theirs), what
    if isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert_close(one, other, rounds=rounds, what=what)
        return
    if scipy.sparse.issparse(theirs):
        assert ours.has_canonical_format == theirs.has_canonical_format
        ours, theirs = ours.toarray(), theirs.toarray()
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.dtype == theirs.dtype, what
    if rounds and theirs.dtype.kind == "f":
        np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE)
    else:
        np.testing.assert_array_equal(ours, theirs, err_msg=what)
