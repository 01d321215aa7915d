"""The fuzz finds what once made scores silently wrong, when it is put in again."""

from contextlib import contextmanager

import numpy as np
import pytest

from sk_hpo._compat import sklearn_forest
from sk_hpo._compat.sklearn_search import take_rows
from sk_hpo.evaluate import group_fit, scorer_copies, worker_memory
from sk_hpo.sharing.data import split_view
from sk_hpo.sharing.fitting import fitter
from sk_hpo.sharing.identity import no_token
from sk_hpo.sharing.rules import svm
from tests.fuzz.searches import case_for
from tests.fuzz.verdict import judge

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore"),
]
SEED = 18


class OneGenerator:
    """One for all threads."""

    def __init__(self):
        self.generator = np.random.RandomState(0)

    def seeded(self, seed):
        self.generator.seed(seed)
        return self.generator


@contextmanager
def not_copied(self, recipe, writers):
    yield self


def with_fewer_columns(X, y, rows):
    square = getattr(X, "shape", (0,)) == (len(y),) * 2
    X, y = take_rows(X, y, rows)
    return X[:, ::2] if square else X, y


def always_kept(make, recorder, *, kept=True):
    return KEPT(make, recorder)


KEPT = split_view.Rows


# Of each: the family of cases, what is changed, and a case shortly before the first one
# that shows it, since those before it take a minute.
FAULTS = {
    "one generator for the threads of a forest": (
        "threads",
        [(sklearn_forest, "_GENERATORS", OneGenerator())],
        25,
    ),
    "data that a fit may write into": (
        "in_place",
        [(split_view.View, "lent", not_copied)],
        55,
    ),
    "columns cut where a candidate takes no kernel": (
        "precomputed",
        [(worker_memory, "take_rows", with_fewer_columns)],
        0,
    ),
    "what draws or counts is asked once": (
        "drawing",
        [(no_token, "varies", lambda *_: False), (fitter, "Rows", always_kept)],
        5,
    ),
    "labels whose decision values tie": (
        "ties",
        [(svm.KernelPath, "_uncertain", lambda *_: -1.0)],
        180,
    ),
    "what a scorer may write into": (
        "scorers",
        [
            (group_fit, "handed_out", lambda scorer, *given, known: given),
            (group_fit, "sees_estimator", lambda scorer: False),
            (scorer_copies, "may_write", lambda scorer: False),
        ],
        70,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_cause_is_found(fault, monkeypatch):
    family, changes, first = FAULTS[fault]
    for owner, name, value in changes:
        monkeypatch.setattr(owner, name, value)
    verdicts = (judge(case_for(SEED, number, family)) for number in range(first, 300))
    assert any(one.kind == "different" for one in verdicts)
