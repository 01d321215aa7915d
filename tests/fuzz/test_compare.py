"""Whatever is not as scikit-learn has it is found, and nothing else."""

import warnings

import numpy as np
import pytest

import sk_hpo
from tests.fuzz.case import Case
from tests.fuzz.compare import differences
from tests.fuzz.outcome import Outcome
from tests.fuzz.verdict import judge

LASSOS = Case(
    search="grid",
    estimator="Lasso()",
    grid=((("alpha", ("0.1", "1.0")),), (("fit_intercept", ("False",)),)),
    data="table('numbers', 40, 3, 0)",
    options=(("cv", "2"), ("share_fits", "False")),
)


def _rows(search, X):
    X[0, 0] += 1


def _error(search, X):
    raise ValueError("another")


def _warning(search, X):
    warnings.warn("another", RuntimeWarning, stacklevel=2)


def _key(search, X):
    search.cv_results_["more"] = search.cv_results_.pop("mean_test_score")


def _dtype(search, X):
    name = "param_alpha"
    search.cv_results_[name] = search.cv_results_[name].astype(object)


def _mask(search, X):
    search.cv_results_["param_alpha"].mask = False


def _parameter(search, X):
    search.cv_results_["params"][0]["alpha"] = 1


def _score(search, X):
    column = search.cv_results_["split1_test_score"]
    column[1] = np.nextafter(column[1], 2)


def _best(search, X):
    search.best_index_ += 1


def _coefficients(search, X):
    search.best_estimator_.coef_ *= 1 + 1e-15


FAULTS = {
    "inputs": _rows,
    "error": _error,
    "warnings": _warning,
    "keys": _key,
    "dtype": _dtype,
    "mask": _mask,
    "params": _parameter,
    "scores": _score,
    "fitted": _best,
    "predictions": _coefficients,
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_found(what, monkeypatch):
    fit = sk_hpo.GridSearchCV2.fit

    def faulty(search, X, y):
        fit(search, X, y)
        FAULTS[what](search, X)
        return search

    monkeypatch.setattr(sk_hpo.GridSearchCV2, "fit", faulty)
    verdict = judge(LASSOS)
    assert verdict.kind == "different"
    assert what in {one.what for one in verdict.found}


def test_nothing_is_found_where_all_is_equal():
    assert judge(LASSOS).kind == "equal"


def test_fits_that_all_fail_fail_alike():
    assert judge(LASSOS.replace(grid=((("alpha", ("'no'",)),),))).kind == "failed"


@pytest.mark.parametrize("rounds", [False, True])
def test_errors_that_name_a_rounded_score(rounds):
    theirs, ours = (
        Outcome(error=ValueError(f"scoring must return a number, got [{score}]"))
        for score in (63.64733427941683, 63.64733427941682)
    )
    found = differences(theirs, ours, rounds=rounds)
    assert [one.what for one in found] == ([] if rounds else ["error"])
