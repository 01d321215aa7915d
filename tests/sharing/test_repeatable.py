"""The list of estimators whose results are functions of the rows, found by asking."""

import contextlib
import io
import warnings
from itertools import islice

import pytest
from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer
from sklearn.utils import all_estimators

from sk_hpo.sharing.identity.repeatable import METHODS, REPEATABLE, varies
from tests.sharing.derived import fitted, in_place, instances, results_vary, variants

assert enable_halving_search_cv
assert enable_iterative_imputer

# They take parameters or targets that no other does, and are not claimed to be.
NOT_ASKED = {
    "FrozenEstimator",
    "LabelBinarizer",
    "LabelEncoder",
    "MultiLabelBinarizer",
    "SparseCoder",
}


def asked(estimator):
    """What an estimator does, or None where it does not take these parameters."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            X, wrote = fitted(estimator)
        except Exception:  # noqa: BLE001  combinations of parameters that it rejects
            return None
        return results_vary(estimator, X), wrote


def as_claimed(estimator):
    """Whether an estimator could be asked, after a check of what is claimed of it."""
    found = asked(estimator)
    if found is None:
        return False
    others, wrote = found
    own = estimator.get_params(deep=False)
    assert not others or varies(type(estimator), own), estimator
    assert not wrote or in_place(estimator), estimator
    return True


@pytest.mark.slow
def test_results_are_functions_of_the_rows():
    by_kind = {}
    for estimator in instances():
        by_kind.setdefault(type(estimator), []).append(as_claimed(estimator))
    never = {kind.__name__ for kind, could in by_kind.items() if not any(could)}
    assert never == NOT_ASKED & {kind.__name__ for kind in by_kind}


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_with_each_word_and_switch():
    could = [
        as_claimed(one)
        for estimator in instances()
        for one in islice(variants(estimator), 1, None)  # the first is asked above
    ]
    assert sum(could) > len(could) / 2


def test_the_list_has_all_that_have_results():
    there = {
        name
        for name, kind in all_estimators()
        if any(hasattr(kind, method) for method in METHODS)
    }
    assert there - REPEATABLE == NOT_ASKED & there


@pytest.mark.parametrize("estimator", ["NMF", "DummyClassifier", "IterativeImputer"])
def test_those_that_draw_are_found(estimator):
    # the test above would not notice if it never met one
    found = [
        varies(type(one), one.get_params(deep=False))
        for base in instances()
        if type(base).__name__ == estimator
        for one in variants(base)
        if (asked(one) or [()])[0]
    ]
    assert found
    assert all(found)


@pytest.mark.parametrize(
    ("module", "has", "expected"),
    [
        ("sklearn.new", "predict", True),
        ("sklearn.new", "get_params", False),
        ("lightgbm.sklearn", "predict", False),
    ],
)
def test_only_a_new_class_of_scikit_learn_with_results_may_vary(module, has, expected):
    kind = type("NotOnTheList", (), {"__module__": module, has: None})
    assert varies(kind, {}) is expected
