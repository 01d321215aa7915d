import numpy as np
import pytest

from sk_hpo.racing.open_race import OpenRace
from tests.racing.scores import is_lost, needed, simulated


def run(S, probability=0.05, lag=2, rng=None):
    """Open a candidate when those before its lag are closed; return how many scores."""
    race, told, closed, n = OpenRace(S.shape[1], probability, lag), set(), set(), 0
    while len(closed) < len(S):
        while n < len(S) and closed.issuperset(range(n - lag + 1)):
            race.open(1)
            n += 1
        units = needed(race, told, n)
        if rng is not None:  # a free worker runs ahead
            ahead = [
                (one, split)
                for one in range(n)
                for split in range(S.shape[1])
                if (one, split) not in told and one not in closed
            ]
            units = [ahead[i] for i in rng.permutation(len(ahead))[:3]]
        for candidate, split in units:
            if (candidate, split) not in told:
                told.add((candidate, split))
                race.tell(candidate, split, S[candidate, split])
                closed.update(race.take_closed())
    return race, len(told)


@pytest.mark.parametrize("lag", [1, 2, 5])
def test_losers_are_stopped_and_the_best_is_not(lag):
    S = simulated("normal", np.random.default_rng(0), n=50, K=5)
    race, n = run(S, lag=lag)
    assert n < 0.7 * S.size
    assert not is_lost(race, S)
    for candidate, stop in race.stopped.items():
        assert stop.leader <= candidate - lag
        assert stop.leader not in race.stopped


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_scores_come_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    S = simulated("normal", rng, n=30, K=5)
    assert run(S, rng=rng)[0].stopped == run(S)[0].stopped


@pytest.mark.parametrize(
    "kind", ["normal", pytest.param("tied", marks=pytest.mark.slow)]
)
def test_the_best_is_hardly_ever_stopped(kind):
    rng = np.random.default_rng(0)
    lost = []
    for _ in range(60):
        S = simulated(kind, rng, n=20)
        lost.append(is_lost(run(S)[0], S))
    assert sum(lost) <= 8  # 3 promised


def test_candidates_that_fail_are_stopped():
    S = simulated("normal", np.random.default_rng(3), n=30, K=5)
    S[1::3] = np.nan
    race, _ = run(S)
    failed = [one for one in range(10, 30) if one % 3 == 1]
    assert all(race.stopped[one].n_splits == 1 for one in failed)
    assert all(stop.leader % 3 != 1 for stop in race.stopped.values())
