"""Many workers of which some die, under a virtual clock: a small benchmark, repeatable.

`benchmarks/lost_workers.py` has 1,000 workers, and a coordinator that takes real time.
"""

import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def lost_workers(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("lost_workers")


def no_time_passes():
    return 0.0


@pytest.mark.parametrize(("number", "fewest"), [(0, 2), (1, 20)])
def test_deaths_cost_no_score_and_little_work(lost_workers, number, fewest):
    scenario = lost_workers.SCENARIOS[number]
    account = lost_workers.simulate(scenario, 200, 500, 0, clock=no_time_passes)
    assert account.deaths >= fewest
    assert account.unscored == 0
    assert 0 < account.repeated < 3
    again = lost_workers.simulate(scenario, 200, 500, 0, clock=no_time_passes)
    assert again == account


def test_a_candidate_is_given_up_only_after_two_deaths_of_a_fit(lost_workers):
    always = lost_workers.Scenario("all die", 20, each_second=True, allowed=0)
    account = lost_workers.simulate(always, 4, 20, 0, clock=no_time_passes)
    assert 0 < account.unscored <= account.deaths / 2
