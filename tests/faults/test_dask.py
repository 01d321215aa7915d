"""Clusters whose workers die or join, and whose scheduler is not the one of last time.

The workers are processes. What a search finds is that of one machine.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.exceptions import FitFailedWarning
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import BayesSearchCV, GridSearchCV2
from tests.contracts.pools import PATIENCE
from tests.faults import estimators as faults
from tests.faults.estimators import BAD, GRID, ONE_SPLIT, Faulty, X, scores_of, y

pytestmark = pytest.mark.dask

NOT_FINITE = "ignore:One or more of the (test|train) scores:UserWarning"
UNDISTURBED = scores_of(GridSearchCV2(Faulty(), GRID, cv=ONE_SPLIT).fit(X, y))
DATA = make_classification(120, n_features=6, random_state=0)


@contextlib.contextmanager
def cluster_of(n_workers):
    """A cluster of its own, which may be damaged."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=n_workers, threads_per_worker=1, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        yield cluster


@pytest.fixture
def strict_cluster():
    """Two workers. The first death is told, not the fourth, since restarts are slow."""
    pytest.importorskip("distributed")
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        cluster_of(2) as cluster,
    ):
        yield cluster


class Seen(DecisionTreeClassifier):
    """Leaves the number of its process in a folder, and waits until there are `n`."""

    def __init__(self, folder=None, n=0, max_depth=None, ccp_alpha=0.0):
        super().__init__(max_depth=max_depth, ccp_alpha=ccp_alpha, random_state=0)
        self.folder = folder
        self.n = n

    def fit(self, X, y):
        if self.folder is not None:
            Path(self.folder, str(os.getpid())).touch()
            deadline = time.monotonic() + PATIENCE
            while len(os.listdir(self.folder)) < self.n:
                assert time.monotonic() < deadline, "no other worker has had a fit"
                time.sleep(0.01)
        return super().fit(X, y)


def grid(estimator, **settings):
    spec = {"max_depth": list(range(1, 21))}
    return GridSearchCV2(estimator, spec, cv=3, **settings)


def bayes(estimator, **settings):
    spec = {"max_depth": (1, 20), "ccp_alpha": (1e-4, 1e-1, "log-uniform")}
    return BayesSearchCV(
        estimator, spec, n_iter=12, cv=3, random_state=0, n_points=1, **settings
    )


def assert_same(ours, theirs):
    assert ours.cv_results_["params"] == theirs.cv_results_["params"]
    for name in ("split0_test_score", "split2_test_score", "rank_test_score"):
        np.testing.assert_array_equal(ours.cv_results_[name], theirs.cv_results_[name])
    assert ours.best_params_ == theirs.best_params_


# Workers that die


@pytest.mark.slow
def test_a_fit_whose_worker_dies_once_costs_nothing(strict_cluster, tmp_path):
    faulty = Faulty(fault=faults.be_killed, once=str(tmp_path / "died"))
    search = GridSearchCV2(faulty, GRID, cv=ONE_SPLIT).fit(X, y)
    assert (tmp_path / "died").exists()
    assert scores_of(search) == UNDISTURBED


@pytest.mark.slow
@pytest.mark.filterwarnings(NOT_FINITE)
def test_a_fit_that_kills_its_workers_costs_its_own_score(strict_cluster):
    faulty = Faulty(fault=faults.be_killed)
    search = GridSearchCV2(faulty, GRID, cv=ONE_SPLIT)
    with pytest.warns(FitFailedWarning, match=r"'number': 2.*dask workers .* died"):
        search.fit(X, y)
    assert scores_of(search) == {**UNDISTURBED, BAD: None}


@pytest.mark.slow
@pytest.mark.parametrize("search", [grid, bayes])
def test_a_worker_that_is_killed_makes_no_difference(search, tmp_path):
    """Two are killed in turn, so that both copies of the data are lost."""

    def kill_one(trial, search):
        if trial.candidate.id in (3, 7):
            pid = int(next(iter(os.listdir(tmp_path))))
            (tmp_path / str(pid)).unlink()
            os.kill(pid, signal.SIGKILL)

    with cluster_of(2):
        ours = search(Seen(str(tmp_path)), callback=kill_one).fit(*DATA)
    assert_same(ours, search(Seen()).fit(*DATA))


# Workers that join


@pytest.mark.slow
def test_a_worker_that_joins_gets_its_share(tmp_path):
    with cluster_of(1) as cluster:
        # The fits of the first worker wait for one in another process.
        cluster.scale(2)
        ours = grid(Seen(str(tmp_path), 2)).fit(*DATA)
    assert len(set(os.listdir(tmp_path)) - {str(os.getpid())}) == 2
    assert_same(ours, grid(Seen()).fit(*DATA))


# Another scheduler


@pytest.mark.slow
@pytest.mark.parametrize("search", [grid, bayes])
def test_a_search_goes_on_with_another_scheduler(search, tmp_path):
    path = tmp_path / "search.db"
    with cluster_of(1):
        first = search(
            Seen(),
            checkpoint=path,
            callback=lambda trial, search: trial.candidate.id == 3,
        ).fit(*DATA)
    assert len(first.trials) >= 4
    with cluster_of(1):
        ours = search(Seen(), checkpoint=path).fit(*DATA)
    theirs = search(Seen()).fit(*DATA)
    assert_same(ours, theirs)
    assert ours.n_fits == theirs.n_fits - first.n_fits > 0


@pytest.mark.slow
def test_a_scheduler_that_goes_leaves_what_was_complete(tmp_path):
    path = tmp_path / "search.db"
    with cluster_of(1) as cluster:

        def close(trial, search):
            if trial.candidate.id == 3:
                cluster.close()

        first = grid(Seen(), checkpoint=path, callback=close)
        with pytest.raises(
            RuntimeError, match="connection to dask's scheduler is lost"
        ):
            first.fit(*DATA)
    assert len(first.cv_results_["params"]) >= 4
    ours = grid(Seen(), checkpoint=path).fit(*DATA)
    assert ours.n_fits <= 16 * 3
    assert_same(ours, grid(Seen()).fit(*DATA))
