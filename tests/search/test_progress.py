"""What a search prints: scikit-learn's lines, and one live line on a terminal."""

import io
import os
import pty
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_diabetes, make_classification
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV

import sk_hpo
from sk_hpo import (
    BayesSearchCV,
    Candidate,
    GradSearchCV,
    GridSearchCV2,
    HalvingGridSearchCV2,
    RandomSearchCV2,
    Trial,
)
from sk_hpo.search.session.progress import live_line
from sk_hpo.search.session.progress.live_line import LiveLine, live_stream
from sk_hpo.search.session.progress.printed_lines import PrintedLines

X, y = make_classification(n_samples=40, n_features=4, random_state=0)
GRID = {"k": [1, 2, 3], "other": ["a"]}
PATIENT = 60  # seconds; a child process takes two


class Model(ClassifierMixin, BaseEstimator):
    def __init__(self, k=0, other=None, fail=False):
        self.k = k
        self.other = other
        self.fail = fail

    def fit(self, X, y):
        if self.fail:
            raise ValueError("told to fail")
        self.classes_ = np.unique(y)
        return self

    def score(self, X, y):
        return self.k / 10


class Interrupted(Model):
    def fit(self, X, y):
        if self.k == 3:
            raise KeyboardInterrupt
        return super().fit(X, y)


def test_a_stream_of_the_users_that_is_no_terminal(monkeypatch):
    """It has what print needs, and no more."""

    class Bare:
        written = ""

        def write(self, text):
            self.written += text

        def flush(self):
            pass

    monkeypatch.setattr("sys.stderr", Bare())
    assert live_stream() is None


def _two_scores(estimator, X, y):
    return {"down": -estimator.k, "up": estimator.k}


def printed(capfd, search):
    """What fitting prints, with the times taken out."""
    search.fit(X, y)
    out, err = capfd.readouterr()
    assert err == ""
    return re.sub(r"(total time=) *[\d.]+(s|min)", r"\1TIME", out)


def without_our_own(text, verbose):
    """What a search prints but for the last line, which scikit-learn does not have."""
    if verbose != 1:
        return text
    lines = text.splitlines(keepends=True)
    assert re.fullmatch(
        r"\d+ fits in \d:\d\d( \| best \S+)? \| complete\n", lines.pop()
    )
    return "".join(lines)


# --- without a terminal


@pytest.mark.parametrize("verbose", [1, 2, 3, 10])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"return_train_score": True},
        {"scoring": _two_scores, "refit": "up"},
        {"scoring": _two_scores, "refit": "up", "return_train_score": True},
        {"refit": False},
    ],
    ids=["plain", "train", "metrics", "metrics-train", "no-refit"],
)
def test_grid_search_prints_scikit_learns_lines(verbose, settings, capfd):
    settings = {"cv": 2, "verbose": verbose} | settings
    ours = printed(capfd, GridSearchCV2(Model(), GRID, **settings))
    ours = without_our_own(ours, verbose)
    theirs = printed(capfd, GridSearchCV(Model(), GRID, **settings))
    assert ours == theirs
    assert ours.startswith("Fitting 2 folds for each of 3 candidates, totalling 6 fits")
    assert len(ours.splitlines()) == {1: 1, 2: 7, 3: 7, 10: 13}[verbose]


@pytest.mark.parametrize("verbose", [1, 2, 3, 10])
def test_random_search_prints_scikit_learns_lines(verbose, capfd):
    settings = {"cv": 2, "verbose": verbose, "n_iter": 2, "random_state": 0}
    ours = printed(capfd, RandomSearchCV2(Model(), GRID, **settings))
    ours = without_our_own(ours, verbose)
    theirs = printed(capfd, RandomizedSearchCV(Model(), GRID, **settings))
    assert ours == theirs
    assert len(ours.splitlines()) == {1: 1, 2: 5, 3: 5, 10: 9}[verbose]


@pytest.mark.parametrize("verbose", [1, 2, 3])
def test_threads_print_the_same_lines(verbose, capfd):
    out = {}
    for cls in (GridSearchCV2, GridSearchCV):
        with parallel_config(backend="threading", n_jobs=2):
            out[cls] = printed(capfd, cls(Model(), GRID, cv=2, verbose=verbose))
    out[GridSearchCV2] = without_our_own(out[GridSearchCV2], verbose)
    # Two threads may print their lines before either ends its own.
    ours, theirs = (
        sorted(out[cls].replace("\n", "").split("[CV"))
        for cls in (GridSearchCV2, GridSearchCV)
    )
    assert ours == theirs


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores:UserWarning")
def test_fits_that_fail_are_printed_as_theirs(capfd):
    grid = {"fail": [False, True]}
    ours = printed(capfd, GridSearchCV2(Model(), grid, cv=2, verbose=3))
    assert ours == printed(capfd, GridSearchCV(Model(), grid, cv=2, verbose=3))
    assert ours.count("score=nan") == 2


@pytest.mark.parametrize("where", ["here", "threads", "terminal"])
def test_nothing_is_printed_unless_asked_for(where, capfd, monkeypatch):
    stream = Terminal()
    if where == "terminal":
        standard_error(monkeypatch, stream)
    backend = {"n_jobs": 2, "backend": "threading"} if where == "threads" else {}
    with parallel_config(**{"n_jobs": 1} | backend):
        assert printed(capfd, GridSearchCV2(Model(), GRID, cv=2)) == ""
    assert stream.getvalue() == ""


# --- on a terminal


END = re.compile(r"(\d+) fits in (\d+:\d\d)(?: \| best (\S+))? \| (.+?) *")


def states(text):
    """[(done, total, best or None, time left)] of one line that was written over."""
    assert text.startswith("\r")
    assert text.endswith("\n")
    assert text.count("\n") == 1
    shape = re.compile(r"(\d+)/(\d+) fits(?: \| best (\S+))? \| (\S+) left *")
    found = []
    *parts, last = text.rstrip("\r\n").split("\r")[1:]
    assert END.fullmatch(last), last
    for part in parts:
        match = shape.fullmatch(part)
        assert match, part
        done, total, best, left = match.groups()
        found.append((int(done), int(total), best and float(best), left))
    return found


def end_of(text):
    """(done, best or None, how it ended) of the end of a line."""
    last = text.rstrip("\r\n").split("\r")[-1].split("\n")[-1]
    done, _, best, ending = END.fullmatch(last).groups()
    return int(done), best and float(best), ending


SCRIPT = textwrap.dedent("""
    import time
    import numpy as np
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sk_hpo import GridSearchCV2

    class Slow(ClassifierMixin, BaseEstimator):
        def __init__(self, k=0):
            self.k = k
        def fit(self, X, y):
            time.sleep(0.03)
            self.classes_ = np.unique(y)
            return self
        def score(self, X, y):
            return self.k / 100

    X, y = np.zeros((20, 2)), np.arange(20) % 2
    grid = {"k": list(range(1, 9))}
    search = GridSearchCV2(Slow(), grid, cv=2, verbose=1, refit=False).fit(X, y)
    assert search.best_score_ == 0.08
""")


def on_a_terminal(script):
    """What a program writes to the terminal that it runs on."""
    ours, its = pty.openpty()
    root = str(Path(sk_hpo.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        stdin=its,
        stdout=its,
        stderr=its,
        env=os.environ | {"PYTHONPATH": root},
        close_fds=True,
    )
    os.close(its)
    chunks = []
    try:
        while chunk := os.read(ours, 4096):
            chunks.append(chunk)
    except OSError:  # Linux: EIO when the program has closed its side
        pass
    finally:
        os.close(ours)
    text = b"".join(chunks).decode()
    assert process.wait(PATIENT) == 0, text
    return text.replace("\r\n", "\n")  # the terminal's doing


def test_one_live_line_on_a_terminal():
    text = re.sub(r"^Fitting [^\r\n]*\n", "", on_a_terminal(SCRIPT))
    seen = states(text)
    assert 3 <= len(seen) <= 17
    done = [n for n, _, _, _ in seen]
    assert done == sorted(done)
    assert {total for _, total, _, _ in seen} == {16}
    bests = [best for _, _, best, _ in seen if best is not None]
    assert bests == sorted(bests)
    assert all(re.fullmatch(r"0:\d\d|\?", left) for _, _, _, left in seen)
    assert end_of(text) == (16, 0.08, "complete")  # the last candidate's


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def standard_error(monkeypatch, stream):
    """For the module alone: pytest puts its own stream into `sys` for each phase."""
    monkeypatch.setattr(live_line, "sys", SimpleNamespace(stderr=stream))


@pytest.fixture
def terminal(monkeypatch):
    stream = Terminal()
    standard_error(monkeypatch, stream)
    return stream


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_last_state_is_that_of_the_end(jobs, terminal):
    with parallel_config(backend="threading", n_jobs=jobs):
        GridSearchCV2(Model(), GRID, cv=2, verbose=1).fit(X, y)
    assert end_of(terminal.getvalue()) == (6, 0.3, "complete")


def test_the_best_is_shown_of_a_single_candidate(terminal):
    GridSearchCV2(Model(k=4), {"other": ["a"]}, cv=2, verbose=1).fit(X, y)
    assert end_of(terminal.getvalue()) == (2, 0.4, "complete")


def test_the_best_is_that_of_the_metric_that_guides(terminal):
    GridSearchCV2(
        Model(), GRID, cv=2, verbose=1, scoring=_two_scores, refit="down"
    ).fit(X, y)
    assert end_of(terminal.getvalue())[1] == -1


def test_a_search_that_is_stopped_shows_where(terminal):
    GridSearchCV2(
        Model(), GRID, cv=2, verbose=1, callback=lambda trial, _: trial.params["k"] == 2
    ).fit(X, y)
    assert end_of(terminal.getvalue()) == (4, 0.2, "stopped by <lambda>")


def test_a_search_that_is_interrupted_ends_its_line(terminal):
    with pytest.raises(KeyboardInterrupt):
        GridSearchCV2(Interrupted(), GRID, cv=2, verbose=1).fit(X, y)
    assert end_of(terminal.getvalue()) == (4, 0.2, "interrupted")


def test_a_search_that_fails_ends_its_line(terminal):
    grid = {"fail": [False, True]}
    search = GridSearchCV2(Model(k=1), grid, cv=2, verbose=1, error_score="raise")
    with pytest.raises(ValueError, match="told to fail"):
        search.fit(X, y)
    assert end_of(terminal.getvalue()) == (2, 0.1, "ended by ValueError")


def test_a_search_whose_time_is_over_says_so(terminal):
    class Slow(Model):
        def fit(self, X, y):
            time.sleep(0.05)
            return super().fit(X, y)

    grid = {"k": list(range(1000))}
    GridSearchCV2(Slow(), grid, cv=2, verbose=1, timeout=2.0).fit(X, y)
    assert end_of(terminal.getvalue())[2] == "timeout"


def test_a_search_that_has_converged_says_so(terminal):
    data = load_diabetes(return_X_y=True)
    space = {"alpha": (1e-4, 1e2, "log-uniform")}
    search = GradSearchCV(Ridge(), space, n_iter=50, verbose=1).fit(*data)
    done, best, ending = end_of(terminal.getvalue())
    assert (done, ending) == (5 * len(search.trials), "converged")
    assert best == pytest.approx(search.best_score_, rel=1e-4)


@pytest.mark.parametrize("choices", [2, 20])
def test_a_search_that_has_tried_all_of_a_space_is_complete(choices, terminal):
    space = {"k": list(range(choices))}
    settings = {"n_iter": 6, "cv": 2, "verbose": 1, "random_state": 0}
    BayesSearchCV(Model(), space, **settings).fit(X, y)
    done, _, ending = end_of(terminal.getvalue())
    assert (done, ending) == (2 * min(6, choices), "complete")


def test_rounds_go_on_from_each_other(terminal):
    class Rounds(GridSearchCV2):
        def _run_search(self, evaluate_candidates):
            evaluate_candidates([{"k": 5}, {"k": 1}])
            evaluate_candidates([{"k": 2}])

    Rounds(Model(), GRID, cv=2, verbose=1).fit(X, y)
    first, second = map(end_of, re.findall(r"[^\n]+\n", terminal.getvalue()))
    assert first == (4, 0.5, "complete")
    assert second == (6, 0.5, "complete")  # the best so far was in the first


def test_more_than_one_is_scikit_learns_on_a_terminal_too(terminal, capfd):
    GridSearchCV2(Model(), GRID, cv=2, verbose=2).fit(X, y)
    assert terminal.getvalue() == ""
    assert capfd.readouterr().out.count("[CV]") == 6


# --- where a line can be written over


def test_a_terminal(terminal):
    assert live_stream() is terminal


def test_a_notebook(monkeypatch):
    stream = type("OutStream", (io.StringIO,), {"__module__": "ipykernel.iostream"})()
    standard_error(monkeypatch, stream)
    assert live_stream() is stream


@pytest.mark.parametrize("stream", [io.StringIO(), None], ids=["file", "none"])
def test_neither(stream, monkeypatch):
    standard_error(monkeypatch, stream)
    assert live_stream() is None


# --- the line itself


def trial(value):
    return Trial(Candidate(0, {}), (), value)


@pytest.mark.parametrize(
    ("done", "of", "seconds", "text"),
    [
        (0, 10, 0.0, "0/10 fits | ? left"),
        (1, 10, 1.0, "1/10 fits | 0:09 left"),
        (5, 10, 0.1, "5/10 fits | 0:00 left"),
        (1, 61, 1.0, "1/61 fits | 1:00 left"),
        (2, 100, 100.0, "2/100 fits | 1:21:40 left"),
        (1, 3601, 1.0, "1/3601 fits | 1:00:00 left"),
        (1, 3600, 0.9999, "1/3600 fits | 59:59 left"),
        (1, 3601, 0.99999, "1/3601 fits | 1:00:00 left"),
        (1, 360_001, 1.0, "1/360001 fits | 100:00:00 left"),
        (10, 10, 5.0, "10/10 fits | 0:00 left"),
    ],
)
def test_its_text(done, of, seconds, text):
    assert LiveLine(of, io.StringIO()).text(done, seconds) == text


@pytest.mark.parametrize(
    ("values", "best"),
    [
        ([0.5], "0.5"),
        ([0.5, 0.25], "0.5"),
        ([0.25, 0.5], "0.5"),
        ([-3.0, -2.0], "-2"),
        ([float("nan"), 0.5, float("nan")], "0.5"),
        ([0.123456789], "0.12346"),
        ([-123456.789], "-1.2346e+05"),
        ([float("-inf"), 0.0], "0"),
    ],
)
def test_the_best_in_it(values, best):
    line = LiveLine(4, io.StringIO())
    for value in values:
        line.trial(trial(value))
    assert line.text(2, 2.0) == f"2/4 fits | best {best} | 0:02 left"


def test_without_a_score_there_is_no_best():
    line = LiveLine(4, io.StringIO())
    line.trial(trial(float("nan")))
    assert line.text(2, 2.0) == "2/4 fits | 0:02 left"


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass when the test says so."""

    class Clock:
        now = 1000.0

    monkeypatch.setattr(live_line.time, "monotonic", lambda: Clock.now)
    return Clock


def test_it_is_not_written_too_often(clock):
    stream = io.StringIO()
    line = LiveLine(1000, stream)
    for n_done in range(1, 101):
        clock.now += 0.01
        line.show(n_done)
    assert 8 <= stream.getvalue().count("\r") <= 11  # in a second, every tenth of it


def test_nothing_is_left_of_a_longer_line(clock):
    stream = io.StringIO()
    line = LiveLine(4000, stream)
    clock.now += 1
    line.show(1)
    clock.now += 1
    line.show(2000)
    _, long, short = stream.getvalue().split("\r")
    assert long == "1/4000 fits | 1:06:39 left"
    assert short.rstrip() == "2000/4000 fits | 0:02 left"
    assert len(short) == len(long)


def test_its_end(clock):
    stream = io.StringIO()
    line = LiveLine(30, stream)
    for n_done in (1, 2, 3):
        line.show(n_done)
        clock.now += 1
    line.close("converged")
    last = stream.getvalue().split("\r")[-1]
    assert last.rstrip() == "3 fits in 0:03 | converged"


def test_a_line_never_shown_has_no_end():
    stream = io.StringIO()
    LiveLine(3, stream).close("complete")
    assert stream.getvalue() == ""


# --- lines for a log


def test_a_log_gets_a_line_every_half_minute_and_one_at_the_end(clock):
    stream = io.StringIO()
    line = PrintedLines(200, stream)
    for n_done in range(1, 101):
        clock.now += 1
        line.trial(trial(n_done / 100))
        line.show(n_done)
    clock.now += 5
    line.close("timeout")
    assert stream.getvalue().splitlines() == [
        "30/200 fits | best 0.3 | 2:50 left",
        "60/200 fits | best 0.6 | 2:20 left",
        "90/200 fits | best 0.9 | 1:50 left",
        "100 fits in 1:45 | best 1 | timeout",
    ]


def test_a_quick_search_prints_its_end_only(capfd):
    out = printed(capfd, GridSearchCV2(Model(), GRID, cv=2, verbose=1))
    first, last = out.splitlines()
    assert first == "Fitting 2 folds for each of 3 candidates, totalling 6 fits"
    assert end_of(last) == (6, 0.3, "complete")


def test_the_levels_of_a_halving_search_end_one_by_one(capsys):
    grid = {"alpha": [0.1, 1.0, 10.0]}
    search = HalvingGridSearchCV2(Ridge(), grid, random_state=0, verbose=1)
    search.fit(*load_diabetes(return_X_y=True))
    assert search.n_candidates_ == [3, 1]
    ends = [one for one in capsys.readouterr().out.splitlines() if " fits in " in one]
    assert [one.rpartition(" | ")[2] for one in ends] == ["level complete", "complete"]
