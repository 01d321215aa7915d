"""scikit-learn 1.9's callbacks hear from our searches what they hear from its own."""

import json
import os
import pickle
import re
import threading
from collections import Counter

import numpy as np
import pytest
from joblib import parallel_config
from scipy.stats import uniform
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import GridSearchCV2, HalvingGridSearchCV2, RandomSearchCV2
from sk_hpo._compat.sklearn_callback import EvaluationTasks, begin_fit, search_task
from sk_hpo._compat.sklearn_halving import HalvingGridSearchCV
from sk_hpo._compat.versions import SKLEARN
from sk_hpo.pool import queued_pool

if SKLEARN < (1, 9):
    pytest.skip(
        f"callbacks came with scikit-learn 1.9, this is {SKLEARN}",
        allow_module_level=True,
    )

from sklearn.callback import (
    CallbackContext,
    CallbackSupportMixin,
    ProgressBar,
    ScoringMonitor,
    with_callbacks,
)

X, y = make_classification(n_samples=60, n_features=5, random_state=0)
OURS_TO_THEIRS = {
    "GridSearchCV2": "GridSearchCV",
    "RandomSearchCV2": "RandomizedSearchCV",
    "HalvingGridSearchCV2": "HalvingGridSearchCV",
}

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*does not support callbacks:UserWarning"),
]


class Recorder:
    """A FitCallback that appends what it hears to a file, from any process."""

    def __init__(self, path, label="own"):
        self.path = str(path)
        self.label = label

    def setup(self, estimator, context):
        self._note("setup", estimator, context, tree=True)

    def teardown(self, estimator, context):
        self._note("teardown", estimator, context, tree=True)

    def on_fit_task_begin(
        self,
        estimator,
        context,
        *,
        X=None,
        y=None,
        metadata=None,
        fitted_estimator=None,
    ):
        self._note("begin", estimator, context, X, y, metadata, fitted_estimator)

    def on_fit_task_end(
        self,
        estimator,
        context,
        *,
        X=None,
        y=None,
        metadata=None,
        fitted_estimator=None,
    ):
        self._note("end", estimator, context, X, y, metadata, fitted_estimator)

    def _note(
        self,
        hook,
        estimator,
        context,
        X=None,
        y=None,
        metadata=None,
        fitted=None,
        tree=False,
    ):
        record = {
            "callback": self.label,
            "hook": hook,
            "estimator": _name(estimator),
            "X": None if X is None else len(X),
            "y": None if y is None else len(y),
            "metadata": {k: np.size(v) for k, v in (metadata or {}).items()},
            "fitted": None if fitted is None else _name(fitted),
            "path": _path(context),
            # In a worker the rest of the tree may be left behind.
            "tree": [_task(node) for node in context] if tree else None,
        }
        line = json.dumps(record, sort_keys=True) + "\n"
        # One write to a file opened for appending comes out in one piece.
        file = os.open(self.path, os.O_APPEND | os.O_WRONLY | os.O_CREAT)
        os.write(file, line.encode())
        os.close(file)


class PropagatedRecorder(Recorder):
    """The same, handed down to estimators that support callbacks."""

    def __init__(self, path, max_propagation_depth=None, label="propagated"):
        super().__init__(path, label)
        self.max_propagation_depth = max_propagation_depth


def _name(estimator):
    name = type(estimator).__name__
    return OURS_TO_THEIRS.get(name, name)


def _task(context):
    return {
        "task": context.task_name,
        "id": context.task_id,
        "of": OURS_TO_THEIRS.get(context.estimator_name, context.estimator_name),
        "max_subtasks": context.max_subtasks,
        "sequential": context.sequential_subtasks,
        "merged_with": [
            OURS_TO_THEIRS.get(
                context.source_estimator_name, context.source_estimator_name
            ),
            context.source_task_name,
        ],
    }


def _path(context):
    parents = [] if context.parent is None else _path(context.parent)
    return [*parents, _task(context)]


class Steps(CallbackSupportMixin, ClassifierMixin, BaseEstimator):
    """Supports callbacks: one task a step."""

    def __init__(self, n_steps=2, scale=1.0, fail=False):
        self.n_steps = n_steps
        self.scale = scale
        self.fail = fail

    @with_callbacks
    def fit(self, X, y, sample_weight=None):
        data = {"X": X, "y": y, "metadata": {"sample_weight": sample_weight}}
        if sample_weight is None:
            data["metadata"] = None
        root = self._init_callback_context(max_subtasks=self.n_steps)
        root.call_on_fit_task_begin(estimator=self, **data)
        self.classes_ = np.unique(y)
        for number in range(self.n_steps):
            step = root.subcontext(task_name=f"step {number}")
            step.call_on_fit_task_begin(estimator=self, **data)
            if self.fail and number == 1:
                raise ValueError("told to fail")
            attributes = {"coef_": np.full(X.shape[1], self.scale * (number + 1))}
            step.call_on_fit_task_end(
                estimator=self, reconstruction_attributes=attributes, **data
            )
        self.coef_ = attributes["coef_"]
        root.call_on_fit_task_end(estimator=self, reconstruction_attributes={}, **data)
        return self

    def predict(self, X):
        return self.classes_[(X @ self.coef_ > 0.5).astype(int)]


class Plain(ClassifierMixin, BaseEstimator):
    """Knows nothing of callbacks."""

    def __init__(self, scale=1.0, fail=False):
        self.scale = scale
        self.fail = fail

    def fit(self, X, y):
        if self.fail:
            raise ValueError("told to fail")
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return self.classes_[(self.scale * X[:, 0] > 0).astype(int)]


def _grid(ours, estimator, grid, **settings):
    return (GridSearchCV2 if ours else GridSearchCV)(estimator, grid, **settings)


def _random(ours, estimator, distributions, **settings):
    cls = RandomSearchCV2 if ours else RandomizedSearchCV
    return cls(estimator, distributions, n_iter=3, random_state=0, **settings)


GRID = {"scale": [0.5, 1.0, 2.0]}
SEARCHES = {
    "grid": lambda ours, estimator, **kw: _grid(ours, estimator, GRID, **kw),
    "random": lambda ours, estimator, **kw: _random(
        ours, estimator, {"scale": uniform(0.1, 2)}, **kw
    ),
}
WHERE = {
    "here": {"n_jobs": 1},
    "threads": {"n_jobs": 2, "backend": "threading"},
    "loky": {"n_jobs": 2, "backend": "loky"},
}


def heard(ours, search, folder, *, where="here", callbacks=None, **fit_params):
    """What the callbacks of one call of fit hear, in the order of their hooks."""
    path = folder / f"heard-{ours}-{len(list(folder.iterdir()))}"
    search = search(ours, path)
    if callbacks is None:
        callbacks = [Recorder, PropagatedRecorder]
    search.set_callbacks(*(callback(path) for callback in callbacks))
    with parallel_config(**WHERE[where]):
        search.fit(X, y, **fit_params)
    assert not hasattr(search, "_callback_fit_ctx")
    return path.read_text().splitlines() if path.exists() else []


def assert_same(search, folder, *, where="here", **settings):
    theirs = heard(False, search, folder, where=where, **settings)
    ours = heard(True, search, folder, where=where, **settings)
    assert theirs
    if where == "here":
        assert ours == theirs
    else:
        assert Counter(ours) == Counter(theirs)
    return ours


def hooks(lines):
    return Counter((r["callback"], r["hook"]) for r in map(json.loads, lines))


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("refit", [False, True])
@pytest.mark.parametrize("kind", SEARCHES)
@pytest.mark.in_turn
def test_an_estimator_without_callbacks(kind, refit, where, tmp_path):
    ours = assert_same(
        lambda ours, path: SEARCHES[kind](ours, Plain(), cv=2, refit=refit),
        tmp_path,
        where=where,
    )
    n_tasks = 1 + 1 + 3 * 2 + refit  # fit, search, evaluations, refit
    for label in ("own", "propagated"):
        assert hooks(ours)[label, "begin"] == n_tasks
        assert hooks(ours)[label, "end"] == n_tasks
        assert hooks(ours)[label, "setup"] == hooks(ours)[label, "teardown"] == 1


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("refit", [False, True])
@pytest.mark.parametrize("kind", SEARCHES)
@pytest.mark.in_turn
def test_callbacks_are_handed_down(kind, refit, where, tmp_path):
    ours = assert_same(
        lambda ours, path: SEARCHES[kind](ours, Steps(), cv=2, refit=refit),
        tmp_path,
        where=where,
    )
    n_fits = 3 * 2 + refit
    assert hooks(ours)["own", "begin"] == 2 + n_fits
    assert hooks(ours)["propagated", "begin"] == 2 + n_fits * (1 + Steps().n_steps)


@pytest.mark.parametrize("where", ["here", "loky"])
@pytest.mark.parametrize("estimator", [Plain(), Steps()], ids=["plain", "steps"])
@pytest.mark.in_turn
def test_levels(estimator, where, tmp_path):
    """A task for each level, and in it one for each of its evaluations."""
    grid = {"scale": [0.5, 1.0, 2.0, 4.0]}

    def search(ours, path):
        cls = HalvingGridSearchCV2 if ours else HalvingGridSearchCV
        return cls(estimator, grid, cv=2, random_state=0, min_resources=20)

    ours = assert_same(search, tmp_path, where=where)
    # fit, search, two levels of 4 and 2 candidates on 2 splits, refit
    assert hooks(ours)["own", "begin"] == 2 + 2 + 2 * (4 + 2) + 1


@pytest.mark.parametrize("depth", [0, 1, 2, None])
def test_how_deep_they_are_handed_down(depth, tmp_path):
    def search(ours, path):
        pipe = Pipeline([("scaler", StandardScaler()), ("last", Steps())])
        inner = _grid(ours, pipe, {"last__scale": [1.0, 2.0]}, cv=2)
        return _grid(ours, inner, {"refit": [True, False]}, cv=2, scoring=_constant)

    assert_same(
        search, tmp_path, callbacks=[lambda path: PropagatedRecorder(path, depth)]
    )


def _constant(estimator, X, y):
    return 0.5


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("on_search", [False, True])
@pytest.mark.in_turn
def test_an_estimator_with_a_callback_of_its_own(on_search, where, tmp_path):
    ours = assert_same(
        lambda ours, path: _grid(
            ours, Steps().set_callbacks(Recorder(path, "inner")), GRID, cv=2
        ),
        tmp_path,
        where=where,
        callbacks=None if on_search else [],
    )
    assert hooks(ours)["inner", "setup"] == 3 * 2 + 1
    assert hooks(ours)["own", "setup"] == on_search
    inner = [r for r in map(json.loads, ours) if r["callback"] == "inner"]
    # It is told where in the search it is.
    assert all(r["path"][0]["of"] == "GridSearchCV" for r in inner)


@pytest.mark.parametrize("where", ["here", "loky"])
def test_a_callback_inside_a_parameter(where, tmp_path):
    """Neither the search nor its estimator holds one: a candidate does."""

    def search(ours, path):
        pipe = Pipeline([("scaler", StandardScaler()), ("last", Plain())])
        lasts = [Plain(), Steps().set_callbacks(Recorder(path, "inner"))]
        return _grid(ours, pipe, {"last": lasts}, cv=2, refit=False)

    ours = assert_same(search, tmp_path, where=where, callbacks=[])
    assert hooks(ours)["inner", "setup"] == 2


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores:UserWarning")
@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("estimator", [Plain(), Steps()], ids=["plain", "steps"])
@pytest.mark.in_turn
def test_fits_that_fail(estimator, where, tmp_path):
    assert_same(
        lambda ours, path: _grid(ours, clone(estimator), {"fail": [True, False]}, cv=2),
        tmp_path,
        where=where,
    )


@pytest.mark.parametrize("estimator", [Plain(), Steps()], ids=["plain", "steps"])
def test_an_error_that_ends_the_search(estimator, tmp_path):
    """Open tasks stay open, and teardown is heard all the same."""
    logs = {}
    for ours in (False, True):
        path = tmp_path / f"heard-{ours}"
        search = _grid(
            ours, clone(estimator), {"fail": [False, True]}, cv=2, error_score="raise"
        ).set_callbacks(Recorder(path), PropagatedRecorder(path))
        with pytest.raises(ValueError, match="told to fail"):
            search.fit(X, y)
        logs[ours] = path.read_text().splitlines()
    assert logs[True] == logs[False]
    assert hooks(logs[True])["own", "teardown"] == 1


@pytest.mark.parametrize("where", WHERE)
def test_sample_weights_are_heard_of(where, tmp_path):
    ours = assert_same(
        lambda ours, path: _grid(ours, Steps(), GRID, cv=2),
        tmp_path,
        where=where,
        sample_weight=np.ones(len(y)),
    )
    sizes = {r["metadata"].get("sample_weight") for r in map(json.loads, ours)}
    assert sizes == {None, 30, 60}


def test_a_run_search_written_before_there_were_contexts(tmp_path):
    class TwoRounds:
        def _run_search(self, evaluate_candidates):
            evaluate_candidates([{"scale": 1.0}])
            evaluate_candidates([{"scale": 2.0}])

    class Ours(TwoRounds, GridSearchCV2):
        pass

    class Theirs(TwoRounds, GridSearchCV):
        pass

    logs = {}
    for cls in (Ours, Theirs):
        path = tmp_path / cls.__name__
        cls(Steps(), GRID, cv=2).set_callbacks(PropagatedRecorder(path)).fit(X, y)
        logs[cls] = path.read_text().replace(cls.__name__, "Search").splitlines()
    assert logs[Ours] == logs[Theirs]
    assert hooks(logs[Ours])["propagated", "begin"] == 2 + Steps().n_steps


class Raises(Recorder):
    """Raises in one hook of one task."""

    def __init__(self, path, hook, task):
        super().__init__(path)
        self.hook, self.task = hook, task

    def _note(self, hook, estimator, context, *args, **kwargs):
        super()._note(hook, estimator, context, *args, **kwargs)
        if (hook, context.task_name) == (self.hook, self.task):
            raise RuntimeError(f"{hook} of {self.task}")


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.parametrize("hook", ["setup", "begin", "end", "teardown"])
@pytest.mark.parametrize(
    "task", ["fit", "search", "candidate-split-evaluation", "refit-with-best-params"]
)
@pytest.mark.in_turn
def test_an_error_in_a_hook(hook, task, tmp_path):
    logs, errors = {}, {}
    for ours in (False, True):
        path = tmp_path / f"heard-{ours}"
        search = _grid(ours, Plain(), GRID, cv=2)
        try:
            search.set_callbacks(Raises(path, hook, task)).fit(X, y)
        except (RuntimeError, ValueError) as error:
            errors[ours] = type(error), str(error).partition(":\n")[0]
        logs[ours] = path.read_text().splitlines()
    assert logs[True] == logs[False]
    assert errors.get(True) == errors.get(False)
    assert errors or (hook in ("setup", "teardown") and task != "fit")


# --- scikit-learn's own callbacks


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("include_lineage", [False, True])
@pytest.mark.in_turn
def test_scoring_monitor_logs_the_same(include_lineage, where):
    logs = {}
    for ours in (False, True):
        monitor = ScoringMonitor(scoring="accuracy")
        search = _grid(ours, Steps(n_steps=3).set_callbacks(monitor), GRID, cv=2)
        with parallel_config(**WHERE[where]):
            search.fit(X, y)
        log = monitor.get_logs(include_lineage=include_lineage)
        assert OURS_TO_THEIRS.get(log.estimator_name, log.estimator_name) == _name(
            search
        )
        for row in log.data:
            name = row["estimator_name"]
            row["estimator_name"] = OURS_TO_THEIRS.get(name, name)
        logs[ours] = log.data
    assert logs[True] == logs[False]
    # Each step of each fit, and each fit as a whole.
    assert sum("accuracy" in row for row in logs[True]) == (3 * 2 + 1) * (3 + 1)


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize(
    "estimator", [Plain(), Steps(), LogisticRegression()], ids=_name
)
@pytest.mark.in_turn
def test_progress_bar_shows_the_same(estimator, where, capsys, monkeypatch):
    pytest.importorskip("rich", reason="scikit-learn's ProgressBar needs rich")
    monkeypatch.setenv("COLUMNS", "200")  # for rich: nothing is cut off
    parameter = "C" if isinstance(estimator, LogisticRegression) else "scale"
    shown = {}
    for ours in (False, True):
        search = _grid(ours, clone(estimator), {parameter: [0.5, 1.0, 2.0]}, cv=2)
        with parallel_config(**WHERE[where]):
            search.set_callbacks(ProgressBar()).fit(X, y)
        lines = re.sub(r"\d+:\d\d:\d\d", "TIME", capsys.readouterr().out)
        lines = lines.replace("GridSearchCV2 ", "GridSearchCV ").splitlines()
        # Columns are padded to the longest description: how long it is, is no matter.
        shown[ours] = [re.sub(r" {2,}|━+", " ", line.strip()) for line in lines]
    if where == "here":
        assert shown[True] == shown[False]
    else:  # bars stand in the order in which their tasks began
        assert Counter(shown[True]) == Counter(shown[False])
    (search_line,) = [line for line in shown[True] if "- search #0" in line]
    assert "100%" in search_line


# --- what a checkpoint knows


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("estimator", [Plain(), Steps()], ids=_name)
@pytest.mark.in_turn
def test_recalled_evaluations_begin_and_end(estimator, where, tmp_path):
    checkpoint = tmp_path / "search.db"
    _grid(True, estimator, {"scale": [0.5, 2.0]}, cv=2, checkpoint=checkpoint).fit(X, y)
    searches = {}

    def search(resumed, path):
        known = checkpoint if resumed else None
        searches[resumed] = _grid(True, clone(estimator), GRID, cv=2, checkpoint=known)
        return searches[resumed]

    new, resumed = (
        Counter(
            (record["hook"], json.dumps(record["path"]))
            for record in map(json.loads, heard(kind, search, tmp_path, where=where))
            if record["callback"] == "own"
        )
        for kind in (False, True)
    )
    assert searches[True].n_fits == 2
    assert resumed == new
    assert sum(hook == "end" for hook, _ in resumed) == 1 + 1 + 3 * 2 + 1


def test_a_progress_bar_counts_recalled_evaluations(tmp_path, monkeypatch):
    pytest.importorskip("rich", reason="scikit-learn's ProgressBar needs rich")
    checkpoint = tmp_path / "search.db"
    _grid(True, Plain(), {"scale": [0.5, 2.0]}, cv=2, checkpoint=checkpoint).fit(X, y)
    ended = []
    genuine = ProgressBar.on_fit_task_end

    def on_fit_task_end(self, estimator, context):
        ended.append((context.task_name, context.task_id))
        return genuine(self, estimator, context)

    monkeypatch.setattr(ProgressBar, "on_fit_task_end", on_fit_task_end)
    search = _grid(True, Plain(), GRID, cv=2, checkpoint=checkpoint)
    search.set_callbacks(ProgressBar()).fit(X, y)
    # those that are known first; then the others
    assert [number for name, number in ended if "split" in name] == [0, 1, 4, 5, 2, 3]


@pytest.mark.parametrize("where", WHERE)
def test_a_race_s_tasks_have_the_ids_of_their_candidates_and_splits(where, tmp_path):
    searches = []

    def search(ours, path):
        grid = {"scale": np.linspace(-2, 3, 12)}
        searches.append(_grid(ours, Steps(), grid, cv=6, racing=0.5))
        return searches[-1]

    records = [
        *map(
            json.loads, heard(True, search, tmp_path, where=where, callbacks=[Recorder])
        )
    ]
    evaluated = [
        (record["hook"], record["path"][-1]["id"])
        for record in records
        if record["path"][-1]["task"] == "candidate-split-evaluation"
    ]
    (raced,) = searches
    assert raced.stopped
    counted = {
        6 * trial.candidate.id + result.split
        for trial in [*raced.trials, *raced.stopped]
        for result in trial.results
    }
    for hook in ("begin", "end"):
        ids = [number for its, number in evaluated if its == hook]
        assert len(ids) == len(set(ids)) == raced.n_fits
        assert counted <= set(ids)
    if where == "here":
        assert len(counted) == raced.n_fits


# --- what it costs


@pytest.fixture
def subcontexts(monkeypatch):
    """The names of the tasks that contexts were made for below the root."""
    names = []
    genuine = CallbackContext.subcontext

    def counted(self, task_name="", *args, **kwargs):
        names.append(task_name)
        return genuine(self, task_name, *args, **kwargs)

    monkeypatch.setattr(CallbackContext, "subcontext", counted)
    return names


@pytest.mark.parametrize("where", ["here", "threads"])
@pytest.mark.parametrize("refit", [False, True])
@pytest.mark.parametrize("kind", SEARCHES)
def test_no_contexts_for_evaluations_without_callbacks(kind, refit, where, subcontexts):
    search = SEARCHES[kind](True, Plain(), cv=2, refit=refit)
    with parallel_config(**WHERE[where]):
        search.fit(X, y)
    assert subcontexts == ["search", *["refit-with-best-params"] * refit]


def test_contexts_for_evaluations_with_callbacks(subcontexts, tmp_path):
    """That the fixture counts them, where there are any."""
    search = _grid(True, Plain(), GRID, cv=2).set_callbacks(Recorder(tmp_path / "log"))
    search.fit(X, y)
    assert subcontexts.count("candidate-split-evaluation") == 3 * 2


def _tasks(search, n_announced):
    root = begin_fit(search)
    with search_task(root, search, n_announced) as arguments:
        tasks = EvaluationTasks(search, arguments["callback_ctx"])
        tasks.announce(range(n_announced))
        return tasks, len(pickle.dumps(tasks))


def test_the_size_of_tasks_does_not_depend_on_their_number(tmp_path):
    recorder = PropagatedRecorder(tmp_path / "log")
    search = _grid(True, Plain(), GRID, cv=2).set_callbacks(recorder)
    _, small = _tasks(search, 10)
    many, large = _tasks(search, 10_000)
    assert len(list(many._context)) == 10_001
    assert large - small < 20  # one number is longer
    assert large < 5_000


def test_pickled_tasks_keep_their_path_and_forget_what_is_over(tmp_path):
    recorder = PropagatedRecorder(tmp_path / "log")
    search = _grid(True, Plain(), GRID, cv=2).set_callbacks(recorder)
    tasks, _ = _tasks(search, 50)
    search.cv_results_ = {"mean_test_score": np.zeros(1000)}
    there = pickle.loads(pickle.dumps(tasks))
    assert not hasattr(there.search, "cv_results_")
    assert not hasattr(there.search, "_callback_fit_ctx")
    assert (
        there.search.get_params(deep=False).keys()
        == search.get_params(deep=False).keys()
    )
    for number in (7, 7, 49):  # a task may be run again, after a worker was lost
        with tasks.task(number) as here, there.task(number) as context:
            assert _path(context) == _path(here)
            assert context.root_uuid == here.root_uuid
            assert len(list(there._context)) == 2
        assert len(list(there._context)) == 1
    assert len(list(tasks._context)) == 51


def test_a_callback_of_ours_beside_them_stays_here(tmp_path):
    """It may hold what can't be pickled."""
    lock, seen = threading.Lock(), []

    def callback(trial, search):
        with lock:
            seen.append(trial.candidate.id)

    search = _grid(True, Plain(), {"scale": [0.5, 1.0]}, cv=2, callback=callback)
    search.set_callbacks(PropagatedRecorder(tmp_path / "log"))
    with parallel_config(**WHERE["loky"]):
        search.fit(X, y)
    assert seen == [0, 1]
    assert search.callback is callback


def test_what_travels_with_a_task_is_small(monkeypatch, tmp_path):
    """Measured where it is sent, with callbacks and many candidates."""
    sent = []
    genuine = queued_pool.dumps

    def measured(value, *args):
        payload = genuine(value, *args)
        _, (_, units, *_), _ = value
        sent.append((len(payload), len(units)))
        return payload

    monkeypatch.setattr(queued_pool, "dumps", measured)
    n_candidates, cv = 150, 2
    search = _grid(
        True, Plain(), {"scale": np.linspace(0.1, 2, n_candidates).tolist()}, cv=cv
    ).set_callbacks(PropagatedRecorder(tmp_path / "log"))
    with parallel_config(**WHERE["loky"]):
        search.fit(X, y)
    assert sum(n for _, n in sent) >= n_candidates * cv  # some may be sent twice
    assert max(size / n for size, n in sent) < 500  # the chunks of one unit
    assert sum(size for size, _ in sent) / sum(n for _, n in sent) < 200
