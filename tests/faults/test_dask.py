"""Clusters whose workers die or join, and whose scheduler is not the one of last time.

The workers are processes. What a search finds is that of one machine.
"""

import contextlib
import os
import signal
from threading import Timer

import joblib
import pytest
from sklearn.exceptions import FitFailedWarning

from sk_hpo import GridSearchCV2
from tests.contracts.pools import PATIENCE
from tests.faults import descents
from tests.faults import estimators as faults
from tests.faults.clusters import (
    DATA,
    UNDISTURBED,
    Seen,
    assert_same,
    bayes,
    grid,
)
from tests.faults.estimators import BAD, GRID, ONE_SPLIT, Faulty, X, scores_of, y

pytestmark = pytest.mark.dask

NOT_FINITE = "ignore:One or more of the (test|train) scores:UserWarning"


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


@pytest.fixture(scope="module")
def strict_client():
    """Of two workers. The first death is told, not the fourth: restarts are slow."""
    distributed = pytest.importorskip("distributed")
    import dask

    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0"
        )
    with cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture
def strict_cluster(strict_client):
    """Others have taken the places of the workers that died in the last test."""
    strict_client.wait_for_workers(2, timeout=PATIENCE)
    with joblib.parallel_config(backend="dask"):
        yield


# Workers that die


@pytest.mark.slow
def test_a_fit_whose_worker_dies_once_costs_nothing(strict_cluster, tmp_path):
    faulty = Faulty(fault=faults.be_killed, once=str(tmp_path / "died"))
    search = GridSearchCV2(faulty, GRID, cv=ONE_SPLIT).fit(X, y)
    assert (tmp_path / "died").exists()
    assert scores_of(search) == UNDISTURBED


@pytest.mark.slow
def test_a_descent_whose_worker_dies_once_costs_nothing(strict_cluster, tmp_path):
    step = {"fault": faults.be_killed, "once": str(tmp_path / "died")}
    ours = descents.grad(step=step, n_jobs=None).fit(descents.X, descents.y)
    assert (tmp_path / "died").exists()
    theirs = descents.grad(n_jobs=1).fit(descents.X, descents.y)
    assert descents.found(ours) == descents.found(theirs)


@pytest.mark.slow
@pytest.mark.filterwarnings(NOT_FINITE)
def test_a_fit_that_kills_its_workers_costs_its_own_score(strict_cluster):
    distributed = pytest.importorskip("distributed")
    faulty = Faulty(fault=faults.be_killed)
    search = GridSearchCV2(faulty, GRID, cv=ONE_SPLIT)
    with pytest.warns(FitFailedWarning, match=r"'number': 2.*dask workers .* died"):
        search.fit(X, y)
    assert scores_of(search) == {**UNDISTURBED, BAD: None}
    # and the client is of use
    assert distributed.get_client().submit(int, "42").result(PATIENCE) == 42
    again = GridSearchCV2(Faulty(), GRID, cv=ONE_SPLIT).fit(X, y)
    assert scores_of(again) == UNDISTURBED


@pytest.mark.slow
def test_a_worker_that_is_killed_makes_no_difference(tmp_path):
    """Two are killed in turn, so that both copies of the data are lost."""

    def kill_one(trial, search):
        if trial.candidate.id in (3, 7):
            pid = int(next(iter(os.listdir(tmp_path))))
            (tmp_path / str(pid)).unlink()
            os.kill(pid, signal.SIGKILL)

    with cluster_of(2):
        ours = grid(Seen(str(tmp_path)), callback=kill_one).fit(*DATA)
    assert_same(ours, grid(Seen()).fit(*DATA))


# Workers that join


@pytest.mark.slow
def test_a_worker_that_joins_gets_its_share(tmp_path):
    with cluster_of(1) as cluster:
        # The fits of the first worker wait for one in another process.
        Timer(2.0, cluster.scale, [2]).start()
        ours = grid(Seen(str(tmp_path), 2)).fit(*DATA)
    assert len(set(os.listdir(tmp_path)) - {str(os.getpid())}) == 2
    assert_same(ours, grid(Seen()).fit(*DATA))


# Another scheduler


@pytest.mark.slow
def test_a_search_goes_on_with_another_scheduler(tmp_path):
    path = tmp_path / "search.db"
    with cluster_of(1):
        first = bayes(
            Seen(),
            checkpoint=path,
            callback=lambda trial, search: trial.candidate.id == 3,
        ).fit(*DATA)
    assert len(first.trials) >= 4
    with cluster_of(1):
        ours = bayes(Seen(), checkpoint=path).fit(*DATA)
    theirs = bayes(Seen()).fit(*DATA)
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
