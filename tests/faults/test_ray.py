"""A real ray cluster, whose processes die in the middle of a search."""

import os
import signal
import subprocess
import sys

import pytest
from joblib import parallel_config
from sklearn.exceptions import FitFailedWarning

from sk_hpo import GridSearchCV2
from sk_hpo.pool import open_pool
from tests.contracts.pools import PATIENCE, call, items_of, register_ray
from tests.faults import descents
from tests.faults import estimators as faults
from tests.faults.clusters import (
    DATA,
    UNDISTURBED,
    Seen,
    assert_same,
    bayes,
    grad,
    grid,
)
from tests.faults.estimators import BAD, GRID, ONE_SPLIT, Faulty, X, scores_of, y

pytestmark = [pytest.mark.ray, pytest.mark.usefixtures("ray_cluster")]

NOT_FINITE = "ignore:One or more of the (test|train) scores:UserWarning"


@pytest.fixture(autouse=True)
def on_ray():
    register_ray()
    with parallel_config(backend="ray", n_jobs=2):
        yield


def test_a_fit_whose_worker_dies_once_costs_nothing(tmp_path):
    faulty = Faulty(fault=faults.be_killed, once=str(tmp_path / "died"))
    search = GridSearchCV2(faulty, GRID, cv=ONE_SPLIT).fit(X, y)
    assert (tmp_path / "died").exists()
    assert scores_of(search) == UNDISTURBED


def test_a_descent_whose_worker_dies_once_costs_nothing(tmp_path):
    step = {"fault": faults.be_killed, "once": str(tmp_path / "died")}
    ours = descents.grad(step=step, n_jobs=None).fit(descents.X, descents.y)
    assert (tmp_path / "died").exists()
    theirs = descents.grad(n_jobs=1).fit(descents.X, descents.y)
    assert descents.found(ours) == descents.found(theirs)


@pytest.mark.filterwarnings(NOT_FINITE)
@pytest.mark.parametrize("fault", [faults.be_killed, faults.leave])
def test_a_fit_that_kills_its_workers_costs_its_own_score(fault):
    search = GridSearchCV2(Faulty(fault=fault), GRID, cv=ONE_SPLIT)
    with pytest.warns(FitFailedWarning, match=r"'number': 2.*ray worker .* died"):
        search.fit(X, y)
    assert scores_of(search) == {**UNDISTURBED, BAD: None}


@pytest.mark.parametrize("search", [grid, bayes, grad])
def test_a_worker_that_is_killed_makes_no_difference(search, tmp_path):
    killed = []

    def kill_one(trial, search):
        if trial.candidate.id == 3:
            killed.append(int(os.listdir(tmp_path)[0]))
            os.kill(killed[0], signal.SIGKILL)

    ours = search(Seen(str(tmp_path)), callback=kill_one).fit(*DATA)
    assert killed
    assert killed[0] != os.getpid()
    assert_same(ours, search(Seen(), n_jobs=1).fit(*DATA))


def test_the_file_of_a_search_lies_where_fit_is_called(tmp_path):
    path = tmp_path / "search.db"
    stop = {"callback": lambda trial, search: trial.candidate.id == 3}
    first = bayes(Seen(), checkpoint=path, **stop).fit(*DATA)
    ours = bayes(Seen(), checkpoint=path).fit(*DATA)
    theirs = bayes(Seen(), n_jobs=1).fit(*DATA)
    assert_same(ours, theirs)
    assert 0 < ours.n_fits <= theirs.n_fits - first.n_fits


def test_what_a_fit_needs_is_asked_of_ray():
    needs = {"num_cpus": 2, "max_restarts": -1}  # that of actors is left out
    with parallel_config(backend="ray", n_jobs=2, ray_remote_args=needs):
        pool = open_pool(None)
    try:
        assert items_of(pool, call, assigned)[0]["CPU"] == 2
    finally:
        pool.close()


def assigned():
    import ray

    return ray.get_runtime_context().get_assigned_resources()


NOT_OURS = "ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)"


@pytest.mark.parametrize("then", ["pass", NOT_OURS])
def test_without_its_ray_the_search_ends_with_what_was_complete(then, tmp_path):
    # In a process of its own: others here need the cluster. A thread of ray's may also
    # start it anew by itself.
    script = tmp_path / "shut_down.py"
    script.write_text(SHUT_DOWN.replace("THEN", then))
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        check=True,
        text=True,
        timeout=2 * PATIENCE,
    )
    assert "ray has been shut down" in done.stdout
    assert 4 <= int(done.stdout.split()[-1]) < 199


SHUT_DOWN = """
import ray
from joblib import parallel_config
from ray.util.joblib import register_ray
from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier
from sk_hpo import GridSearchCV2

def shut_down(trial, search):
    if trial.candidate.id == 3:
        ray.shutdown()
        THEN

ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
register_ray()
tree = DecisionTreeClassifier(random_state=0)
grid = {"max_depth": list(range(1, 200))}
search = GridSearchCV2(tree, grid, share_fits=False, callback=shut_down)
try:
    with parallel_config(backend="ray", n_jobs=2):
        search.fit(*load_iris(return_X_y=True))
except RuntimeError as error:
    print(error)
print(len(search.trials))
"""
