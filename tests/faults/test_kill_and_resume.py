"""A search that is killed at any moment goes on as if nothing had happened."""

import numpy as np
import pytest

from sk_hpo import load_results
from tests.faults.killing import (
    SEARCHES,
    found,
    kill_at_random,
    n_recorded,
    running,
    search_on,
)


@pytest.fixture(scope="module")
def uninterrupted():
    """What each search finds without a checkpoint, computed once."""
    known = {}

    def find(name):
        if name not in known:
            search, X, y = search_on(name, None)
            known[name] = search.fit(X, y)
        return known[name]

    return find


def assert_same(search, whole):
    ours, theirs = found(search), found(whole)
    assert ours["params"] == theirs["params"]
    assert ours["best"] == theirs["best"]
    np.testing.assert_allclose(ours["scores"], theirs["scores"], rtol=1e-9)


def resume_and_compare(name, path, whole, **settings):
    before = n_recorded(path)
    search, X, y = search_on(name, path, **settings)
    search.fit(X, y)
    assert_same(search, whole)
    trials = [*search.trials, *search.stopped]
    n_units = sum(len(trial.results) for trial in trials)
    assert n_recorded(path) == n_units
    if "races" in name:
        assert search.stopped
    else:
        assert n_units == len(trials) * search.n_splits_
    # nothing that was recorded is run again; what is shared takes fewer fits
    assert search.n_fits <= n_units - before
    if name not in ("grid that shares", "auto, a model outside"):
        assert search.n_fits == n_units - before
    return search


# One of each kind; those that are killed many times, which is slow, are all.
@pytest.mark.parametrize(
    "name",
    [
        "grid that shares",
        "bayes",
        "exact gradient",
        pytest.param("grid that races", marks=pytest.mark.slow),
        pytest.param("branches", marks=pytest.mark.slow),
    ],
)
def test_killed_twice(name, tmp_path, uninterrupted):
    """Once as soon as something is recorded, and once at a random moment."""
    path = tmp_path / "search.db"
    with running(name, path) as process:
        while not n_recorded(path) and process.exitcode is None:
            process.join(0.001)
    kill_at_random(name, path, np.random.default_rng(0), longest=0.2)
    assert n_recorded(path) > 0
    resume_and_compare(name, path, uninterrupted(name))


@pytest.mark.parametrize(
    "backend", [pytest.param("threading", marks=pytest.mark.slow), "loky"]
)
def test_killed_with_several_workers(backend, tmp_path, uninterrupted):
    path = tmp_path / "search.db"
    rng = np.random.default_rng(1)
    kill_at_random("grid", path, rng, longest=0.5, backend=backend, n_jobs=2)
    resume_and_compare("grid", path, uninterrupted("grid"))


@pytest.mark.slow
def test_the_seed_that_was_drawn_is_kept(tmp_path):
    path = tmp_path / "search.db"
    with running("random", path, random_state=None) as process:
        while n_recorded(path) < 7 and process.exitcode is None:
            process.join(0.001)
    search, X, y = search_on("random", path, random_state=None)
    search.fit(X, y)
    assert search.n_fits <= 100 - 7
    (saved,) = load_results(path)
    whole, X, y = search_on("random", None, random_state=saved.seed)
    assert_same(search, whole.fit(X, y))


@pytest.mark.slow
@pytest.mark.parametrize("name", SEARCHES)
def test_killed_many_times(name, tmp_path, uninterrupted):
    """At seeded random moments; a search that comes to its end is begun anew."""
    rng = np.random.default_rng(list(SEARCHES).index(name))
    n_killed, n_files, before = 0, 0, 0
    while n_killed < 20:
        path = tmp_path / f"{n_files}.db"
        if kill_at_random(name, path, rng, longest=0.3):
            n_killed += 1
            assert n_recorded(path) >= before
            before = n_recorded(path)
        else:
            resume_and_compare(name, path, uninterrupted(name))
            n_files, before = n_files + 1, 0
    resume_and_compare(name, tmp_path / f"{n_files}.db", uninterrupted(name))
