"""The loop: each unit once, free workers fed, order kept, nothing known is lost."""

import time
from collections import deque
from contextlib import nullcontext
from dataclasses import replace

import pytest

from sk_hpo import engine
from sk_hpo.descent_path import Path
from sk_hpo.engine import Hooks
from sk_hpo.engine.chunk_sizes import ChunkSizes
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.pool import Outcome, Pool, WorkerLoss
from sk_hpo.strategies.candidate_list import Listed
from sk_hpo.strategies.strategy import Strategy
from sk_hpo.trial import Descent, SplitResult
from tests.journal.memory import MemoryJournal


class Bench(Pool):
    """A pool of a test's own hand: `order` says which running task ends next.

    Its workers do at most `most` units of a task, as a worker does whose time is up.
    """

    def __init__(self, n_workers, order=lambda running: 0, most=None, seconds=0.02):
        self.n_workers = n_workers
        self.order, self.most, self.seconds = order, most, seconds
        self.tasks = deque()
        self.submitted = []
        self.tickets = 0

    def share(self, value):
        return value

    def submit(self, task, handle, *args, limit=None):
        _, units, *_ = args
        self.tickets += 1
        self.running += 1
        self.tasks.append((self.tickets, units))
        self.submitted.append(units)
        return self.tickets

    def next_done(self, timeout=None):
        at = self.order(self.running)
        ticket, units = self.tasks[at]
        del self.tasks[at]
        self.running -= 1
        results, error = [], None
        for unit in units[: self.most]:
            if unit.params.get("broken"):
                error = RuntimeError("broken")
                break
            score = float(unit.params["a"])
            results.append(
                SplitResult(unit.candidate, unit.split, score, None, 1, 0.0, 0.0, None)
            )
        return Outcome(results, error, self.seconds * len(results), ticket=ticket)

    def close(self, *, abort=False):
        self.tasks.clear()


def run(pool, params, n_splits=3, **settings):
    history = History(n_splits)
    engine.Loop(
        Listed(params),
        history,
        pool=pool,
        handle=None,
        journal=Journal(),
        **settings,
    ).run()
    return history


@pytest.mark.parametrize("n_workers", [1, 3])
@pytest.mark.parametrize("most", [None, 1, 2])
@pytest.mark.parametrize("last_first", [False, True])
def test_every_unit_is_run_once(n_workers, most, last_first):
    pool = Bench(n_workers, lambda n: n - 1 if last_first else 0, most)
    history = run(pool, [{"a": a} for a in range(17)])
    assert [trial.value for trial in history.trials] == list(range(17))
    assert history.n_results == 17 * 3
    assert history.pending == []


def test_workers_have_work_waiting_but_not_all_of_it():
    pool = Bench(3)
    most = []
    order = pool.order
    pool.order = lambda running: most.append(running) or order(running)
    run(pool, [{"a": a} for a in range(40)])
    assert max(most) == 6
    assert most[:10] == [6] * 10


def test_a_pool_that_grows_gets_more_work_at_once():
    class Growing(Bench):
        def next_done(self, timeout=None):
            if self.n_workers == 1:
                self.n_workers = 4
                return None  # there are more workers
            most.append(self.running)
            return super().next_done()

    most = []
    history = run(Growing(1), [{"a": a} for a in range(40)])
    assert most[0] == 8
    assert len(history.trials) == 40


def test_trials_are_reported_in_order_results_as_they_come():
    order, results = [], []

    class Listening(Hooks):
        def told(self, result, *, recalled):
            assert not recalled
            results.append(result.candidate)

        def closed(self, trial):
            order.append(trial.candidate.id)
            return False

    pool = Bench(4, lambda n: n - 1)
    run(pool, [{"a": a} for a in range(12)], n_splits=1, hooks=Listening())
    assert order == list(range(12))
    assert sorted(results) == order
    assert results != order


def test_hooks_hear_of_candidates_and_of_results_from_the_journal():
    opened, planned, told = [], [], []

    class Listening(Hooks):
        def opened(self, candidate):
            opened.append(candidate.id)

        def plan(self, candidates):
            planned.append([candidate.id for candidate in candidates])

        def told(self, result, *, recalled):
            told.append((result.candidate, recalled))

    params, journal = [{"a": a} for a in range(4)], MemoryJournal()
    for n, n_before in ((2, 0), (4, 2)):
        history = History(1)
        for heard in (opened, planned, told):
            heard.clear()
        engine.Loop(
            Listed(params[:n]),
            history,
            pool=Bench(1),
            handle=None,
            journal=journal,
            hooks=Listening(),
        ).run()
        assert opened == list(range(n))
        assert planned == [opened]
        assert told == [(k, k < n_before) for k in range(n)]
        assert (history.n_recalled, history.n_fits) == (n_before, n - n_before)


def test_a_journal_that_no_one_else_writes_is_read_once_a_candidate():
    class Read(Journal):
        def known(self, candidates):
            read.extend(candidate.id for candidate in candidates)
            return ()

    read, history = [], History(3)
    strategy, settings = Listed([{"a": a} for a in range(4)]), {"handle": None}
    engine.Loop(strategy, history, pool=Bench(2), journal=Read(), **settings).run()
    assert read == [0, 1, 2, 3]
    assert len(history.trials) == 4


def test_a_stop_starts_nothing_and_waits_for_what_runs():
    class Stopping(Hooks):
        def closed(self, trial):
            return trial.candidate.id == 3

    pool = Bench(2, seconds=0.2)
    history = run(pool, [{"a": a} for a in range(50)], hooks=Stopping())
    assert 4 <= history.n_trials < 10
    assert pool.running == 0
    assert history.n_results == sum(map(len, pool.submitted))


def test_an_error_keeps_what_came_before_it():
    pool = Bench(1)
    params = [{"a": 0}, {"a": 1}, {"broken": True}, {"a": 3}]
    history = History(1)
    with pytest.raises(RuntimeError, match="broken"):
        engine.Loop(
            Listed(params),
            history,
            pool=pool,
            handle=None,
            journal=Journal(),
        ).run()
    assert [trial.value for trial in history.trials] == [0, 1]


def test_an_error_of_the_caller_keeps_the_rest_of_the_chunk():
    pool = Bench(1, seconds=0.001)
    history = History(1)

    class Raising(Hooks):
        def closed(self, trial):
            if trial.candidate.id == 10:  # in the middle of a chunk of several
                raise RuntimeError("enough")
            return False

    with pytest.raises(RuntimeError, match="enough"):
        engine.Loop(
            Listed([{"a": a} for a in range(200)]),
            history,
            pool=pool,
            handle=None,
            journal=Journal(),
            hooks=Raising(),
        ).run()
    taken = pool.submitted[: len(pool.submitted) - pool.running]
    assert history.n_results == sum(map(len, taken)) > 11


class Descending(Strategy):
    """One descent, then nothing."""

    def ask(self, history, n):
        return [] if history.n_descents else [Descent(None, {}, {})]


PATH = Path((), (), "converged", exact=True)


class Follower(Bench):
    """A pool of one worker that follows descents; `error` is the wait's."""

    def __init__(self, error=None):
        super().__init__(1)
        self.error, self.limits = error, []

    def submit(self, task, handle, descent, seconds, limit=None):
        self.limits.append(limit)
        self.running += 1
        return 1

    def next_done(self, timeout=None):
        if self.error is not None:
            raise self.error
        self.running -= 1
        return Outcome([PATH], ticket=1)

    def done_now(self):
        ended, self.running = self.running, 0
        return [Outcome([PATH], ticket=1)] * ended


@pytest.mark.parametrize("interrupted", [False, True])
def test_the_path_of_a_descent_is_told(interrupted):
    history, journal = History(1), MemoryJournal()
    pool = Follower(KeyboardInterrupt() if interrupted else None)
    outcome = pytest.raises(KeyboardInterrupt) if interrupted else nullcontext()
    with outcome:
        engine.Loop(
            Descending(), history, pool=pool, handle=None, journal=journal
        ).run()
    assert history.paths == [PATH]
    assert not history.running
    again = History(1)
    journal.replay(again)
    assert again.paths == [PATH]


@pytest.mark.parametrize(("of_a_fit", "of_a_step"), [(1.5, 9.0), (None, None)])
def test_a_step_of_a_descent_may_take_as_long_as_two_fits_on_each_split(
    of_a_fit, of_a_step
):
    pool, journal = Follower(), Journal()
    settings = {"handle": None, "journal": journal, "fit_seconds": of_a_fit}
    engine.Loop(Descending(), History(3), pool=pool, **settings).run()
    assert pool.limits == [of_a_step]


class Deadly(Follower):
    """Loses its worker `n` times, then follows."""

    def __init__(self, n):
        super().__init__()
        self.n = n

    def next_done(self, timeout=None):
        self.n -= 1
        if self.n < 0:
            return super().next_done()
        self.running -= 1
        return Outcome([], ticket=1, loss=WorkerLoss("its worker died", "item"))


@pytest.mark.parametrize("n_deaths", [1, 2])
def test_a_descent_that_its_workers_die_of_gives_way_to_the_numerical_one(n_deaths):
    history, journal = History(1), MemoryJournal()
    engine.Loop(
        Descending(), history, pool=Deadly(n_deaths), handle=None, journal=journal
    ).run()
    (path,) = history.paths
    assert not history.running
    if n_deaths == 1:
        assert path == PATH
    else:
        assert not path.exact
        assert list(path.ends) == []
        assert "its worker died" in path.reason


class Full(MemoryJournal):
    """Where nothing can be written."""

    def descended(self, number, path):
        raise OSError("the disk is full")


@pytest.mark.parametrize("error", [None, KeyboardInterrupt()])
def test_a_path_that_can_not_be_written_is_kept(error):
    history = History(1)
    # what came first is what is raised
    with pytest.raises(OSError if error is None else KeyboardInterrupt):
        engine.Loop(
            Descending(), history, pool=Follower(error), handle=None, journal=Full()
        ).run()
    assert history.paths == [PATH]


class Several(Strategy):
    """One descent after another."""

    def ask(self, history, n):
        number = history.n_descents
        done = history.running or number == 3
        return [] if done else [Descent(None, {}, {}, number=number)]


class Following(Follower):
    """Comes back with the next of some outcomes."""

    def __init__(self, outcomes):
        super().__init__()
        self.outcomes = iter(outcomes)

    def next_done(self, timeout=None):
        self.running -= 1
        return next(self.outcomes)


def test_two_descents_that_lose_a_worker_each_are_followed_to_their_ends():
    lost = Outcome([], ticket=1, loss=WorkerLoss("its worker died", "item"))
    found = Outcome([PATH], ticket=1)
    pool, history = Following([lost, found, lost, found, found]), History(1)
    journal = MemoryJournal()
    engine.Loop(Several(), history, pool=pool, handle=None, journal=journal).run()
    assert history.paths == [PATH] * 3


def test_from_a_descent_that_was_stopped_on_no_path_is_recorded():
    over = Outcome(
        [], ticket=1, loss=WorkerLoss("it took too long", "item", overtime=True)
    )
    found = Outcome([PATH], ticket=1)
    pool, history, journal = (
        Following([found, over, found]),
        History(1),
        MemoryJournal(),
    )
    engine.Loop(Several(), history, pool=pool, handle=None, journal=journal).run()
    assert [path.cut for path in history.paths] == [False, True, False]
    again = History(1)
    journal.replay(again)
    assert again.paths == [PATH]


def test_nothing_is_recorded_after_a_path_that_was_cut():
    class Calls(MemoryJournal):
        def descended(self, number, path):
            numbers.append(number)

    numbers = []
    cut = replace(PATH, cut=True)
    pool = Following([Outcome([path], ticket=1) for path in (PATH, cut, PATH)])
    history = History(1)
    engine.Loop(Several(), history, pool=pool, handle=None, journal=Calls()).run()
    assert history.paths == [PATH, cut, PATH]
    assert numbers == [0]


class UntilTheEnd(Bench):
    """What runs beside the first task ends a moment after the time is over."""

    def __init__(self, until):
        super().__init__(1)
        self.end = until + 0.1

    def next_done(self, timeout=None):
        if len(self.submitted) > self.running:  # the first has ended
            time.sleep(max(0.0, min(timeout, self.end - time.monotonic())))
            if time.monotonic() < self.end:
                return None
        outcome = super().next_done()
        lasted = [replace(result, fit_time=1000.0) for result in outcome.results]
        return replace(outcome, results=lasted)


def test_what_runs_when_the_time_is_over_counts():
    until = time.monotonic() + 0.5
    pool = UntilTheEnd(until)
    history = run(pool, [{"a": a} for a in range(50)], until=until)
    assert history.n_results == sum(map(len, pool.submitted)) < 150
    assert len(pool.submitted) >= 2


def test_without_a_word_on_lost_units_they_are_an_error():
    class Overtime(Bench):
        def next_done(self, timeout=None):
            loss = WorkerLoss("it took too long", "item", overtime=True)
            return replace(super().next_done(), results=[], loss=loss)

    with pytest.raises(RuntimeError, match=r"'a': 1.* split 0 .*it took too long"):
        run(Overtime(1), [{"a": 1}])


def test_no_more_candidates_than_asked_for():
    history = run(Bench(2), [{"a": a} for a in range(50)], n_candidates=7)
    assert history.n_trials == 7


class Lagged(Strategy):
    """Asks for one more candidate when `lag` at most are pending."""

    def __init__(self, n, lag):
        self.n, self.lag = n, lag
        self.seen = []

    def ask(self, history, n):
        k = len(history.candidates)
        past = history.before(k, self.lag)
        if k == self.n or past is None:
            return []
        self.seen.append((len(past.trials), len(past.pending)))
        return [({"a": k}, None)]


@pytest.mark.parametrize("lag", [1, 2, 4])
@pytest.mark.parametrize("last_first", [False, True])
def test_what_a_strategy_sees_does_not_depend_on_the_workers(lag, last_first):
    seen = []
    for n_workers in (1, 2, 5):
        strategy = Lagged(9, lag)
        history = History(2)
        engine.Loop(
            strategy,
            history,
            pool=Bench(n_workers, lambda n: n - 1 if last_first else 0),
            handle=None,
            journal=Journal(),
        ).run()
        assert history.n_trials == 9
        seen.append(strategy.seen)
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][-1] == (9 - lag, lag - 1)


def test_chunks_are_worth_a_tenth_of_a_second():
    sizes = ChunkSizes(2)
    sizes.measured(4, 0.004)
    assert sizes.next(10_000) == 100
    for _ in range(20):
        sizes.measured(1, 1.0)
    assert sizes.next(10_000) == 1


def test_units_that_are_not_short_are_sent_one_by_one():
    sizes = ChunkSizes(2)
    assert sizes.next(10_000) == 1  # none is measured
    sizes.measured(10, 0.3)
    assert sizes.next(10_000) == 1
    sizes.measured(10, 0.01)
    assert sizes.next(10_000) > 1


def test_chunks_get_smaller_towards_the_end():
    sizes = ChunkSizes(2)
    sizes.measured(10, 0.001)
    assert sizes.next(8) == 2
    assert sizes.next(1) == 1
