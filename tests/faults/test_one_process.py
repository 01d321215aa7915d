"""A process that runs one task at a time: what is told when it dies or is too slow."""

import time

import pytest

from sk_hpo.pool import heartbeat, open_pool
from tests.contracts import pools
from tests.contracts.pools import items_of
from tests.faults import estimators as faults
from tests.faults.estimators import FOREVER


@pytest.fixture(scope="module")
def pool():
    """Of one process; another takes its place if it dies."""
    pool = open_pool(1, limited=True)
    yield pool
    pool.close(abort=True)


def test_a_death_is_told_with_what_came_before_it(pool):
    pool.submit(count_and_leave, pool.share(None), 3)
    outcome = pool.next_done()
    assert list(outcome.results) == [0, 1, 2]
    assert outcome.loss.at == "item"
    assert outcome.loss.cause == "its process exited with code 7"
    assert items_of(pool, pools.count, 5, 2) == [5, 6]


def count_and_leave(value, n):
    yield from range(n)
    faults.leave()


def test_a_heartbeat_restarts_the_limit(pool):
    pool.submit(take_naps, pool.share(None), limit=1.5)
    outcome = pool.next_done()
    assert (list(outcome.results), outcome.loss) == ([2.0], None)


def take_naps(value):
    for _ in range(5):
        time.sleep(0.4)
        heartbeat()
    yield 2.0


@pytest.mark.slow
def test_a_limit_holds_for_an_item_not_for_a_task(pool):
    handle = pool.share(None)
    pool.submit(pools.doze, handle, 4, 0.4, limit=1.5)
    outcome = pool.next_done()
    assert (list(outcome.results), outcome.loss) == ([0, 1, 2, 3], None)
    pool.submit(doze_longer_and_longer, handle, limit=1.5)
    outcome = pool.next_done()
    assert list(outcome.results) == [0.0]
    assert outcome.loss.overtime
    assert items_of(pool, pools.count, 5, 2) == [5, 6]


def doze_longer_and_longer(value):
    for seconds in (0.0, FOREVER):
        time.sleep(seconds)
        yield seconds
