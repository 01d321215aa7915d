from dataclasses import replace

import numpy as np
import pytest

from sk_hpo.racing.listed_race import ListedRace
from sk_hpo.racing.paired_error import PairedError
from sk_hpo.racing.split_order import split_order
from tests.racing.scores import is_lost, listed, needed, raced, run, simulated


@pytest.mark.parametrize(
    "kind",
    ["normal", "t3", "tied", pytest.param("0 or 1", marks=pytest.mark.slow)],
)
def test_the_best_is_hardly_ever_stopped(kind):
    rng = np.random.default_rng(0)
    K = 60 if kind == "0 or 1" else 5
    lost = []
    for _ in range(100):
        S = simulated(kind, rng, K=K)
        race, _ = raced(S)
        lost.append(is_lost(race, S))
    # 95 of 100 promised; 12 and more would be seen once in 250 times
    assert sum(lost) <= 11


@pytest.mark.parametrize("K", [5, 10, 50])
def test_fits_are_saved(K):
    S = simulated("normal", np.random.default_rng(1), n=100, K=K)
    race, n = raced(S)
    assert n < 0.5 * S.size
    assert not is_lost(race, S)


def test_a_stopped_candidate_has_the_splits_that_the_race_needed():
    S = simulated("normal", np.random.default_rng(2), n=60, K=10)
    race, n = raced(S)
    assert race.stopped
    n_complete = 60 - len(race.stopped)
    assert n == 10 * n_complete + sum(s.n_splits for s in race.stopped.values())
    for stop in race.stopped.values():
        assert list(stop.splits) == split_order(10)[: stop.n_splits].tolist()
        assert 0 <= stop.probability <= 0.05
        assert stop.leader not in race.stopped
        assert stop.error > 0


def test_recorded_stops_are_not_decided_again():
    S = simulated("normal", np.random.default_rng(10), n=60, K=10)
    expected, _ = raced(S)
    stops = [replace(stop, probability=0.5) for stop in expected.stopped.values()]
    race = ListedRace(10, 1e-9)  # would stop none of them by itself
    race.recall(stops)
    race.open(60)
    run(race, S)
    assert list(race.stopped.values()) == stops


def test_stops_of_another_order_of_the_splits_are_ignored():
    S = simulated("normal", np.random.default_rng(10), n=60, K=10)
    expected, _ = raced(S)
    race = listed(S)
    race.recall(
        replace(stop, splits=stop.splits[::-1], probability=0.5)
        for stop in expected.stopped.values()
        if stop.n_splits > 1
    )
    run(race, S)
    assert race.stopped == expected.stopped


def test_the_standard_error_of_a_difference_is_that_of_the_splits_not_seen():
    rng = np.random.default_rng(11)
    off = []
    for _ in range(300):
        S = rng.normal(size=(9, 10)) + rng.normal(size=10)
        means = S.mean(axis=1)
        leader = int(np.argmax(means))
        one = (leader + 1) % 9
        difference = (S[one, :4] - S[leader, :4]).mean()
        true = means[one] - means[leader]
        S[one, 4:] = np.nan
        off.append((difference - true) / PairedError(S, leader).of(one, 4))
    assert np.std(off) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("seed", range(5))
def test_scores_found_ahead_change_nothing(seed):
    rng = np.random.default_rng(seed)
    S = simulated("normal", rng, n=30, K=5)
    race, _ = raced(S)
    other, told, closed = listed(S), set(), []
    while units := needed(other, told, 30):
        every = [(one, split) for one in range(30) for split in range(5)]
        ahead = [unit for unit in every if unit not in told and unit not in units]
        units += [ahead[i] for i in rng.permutation(len(ahead))[:7]]
        for i in rng.permutation(len(units)):
            candidate, split = units[i]
            told.add(units[i])
            other.tell(candidate, split, S[candidate, split])
            closed += other.take_closed()
    assert other.stopped == race.stopped
    assert sorted(closed) == list(range(30))


def test_candidates_that_fail_are_stopped_and_never_leaders():
    S = simulated("normal", np.random.default_rng(3), n=30, K=5)
    S[::3] = np.nan
    race, _ = raced(S)
    for failed in range(0, 30, 3):
        assert race.stopped[failed].n_splits == 1
        assert race.stopped[failed].probability == 0
    assert all(stop.leader % 3 for stop in race.stopped.values())


def test_all_fail():
    race, n = raced(np.full((20, 5), np.nan))
    assert not race.stopped  # there is nothing to compare with
    assert n == 100


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_few_candidates(n):
    S = simulated("normal", np.random.default_rng(4), n=n, K=5)
    race, n_scores = raced(S)
    assert n_scores <= S.size
    assert len(race.stopped) < n


def test_equal_candidates_are_complete():
    S = np.tile(np.random.default_rng(5).normal(size=5), (12, 1))
    race, n = raced(S)
    assert not race.stopped
    assert n == 60


def test_one_split_has_nothing_to_race():
    S = np.random.default_rng(6).normal(size=(20, 1))
    race, n = raced(S)
    assert (n, race.stopped) == (20, {})


def test_an_added_constant_or_factor_changes_no_stop():
    S = simulated("normal", np.random.default_rng(7), n=40, K=5)
    expected, _ = raced(S)
    assert expected.stopped
    for other in (S + 1000, S * 1e-6, S * 1e6):
        assert raced(other)[0].stopped.keys() == expected.stopped.keys()


def test_a_smaller_probability_stops_later():
    S = simulated("normal", np.random.default_rng(8), n=60, K=10)
    n = [raced(S, p)[1] for p in (0.5, 0.05, 0.005, 1e-6)]
    assert n == sorted(n)
    assert n[0] < n[-1]


def test_single_rows_are_judged_where_two_candidates_differ():
    rng = np.random.default_rng(9)
    K = 200
    S = (rng.random((30, K)) < np.linspace(0.3, 0.9, 30)[:, None]).astype(float)
    race, n = raced(S)
    assert n < 0.7 * S.size
    assert min(stop.n_splits for stop in race.stopped.values()) >= 10
    assert not is_lost(race, S)
