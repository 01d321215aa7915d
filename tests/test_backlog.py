"""Units that wait: in order, those of a group together, cut for idle workers."""

import pytest

from sk_hpo.engine.backlog import Backlog
from sk_hpo.sharing.planning.plan import Group, Plan
from sk_hpo.trial import Candidate


def opened(n, splits=(0, 1)):
    return [(Candidate(k, {"a": k}), list(splits)) for k in range(n)]


def keys(units):
    return [(unit.candidate, unit.split) for unit in units]


def grouped(*groups, joined=()):
    return Plan([Group(tuple(g), frozenset(joined)) for g in groups])


def test_without_a_plan_candidate_by_candidate():
    backlog = Backlog(1)
    backlog.add(opened(3))
    assert len(backlog) == 6
    assert keys(backlog.take(3)) == [(0, 0), (0, 1), (1, 0)]
    assert keys(backlog.take(9)) == [(1, 1), (2, 0), (2, 1)]
    assert not backlog


def test_what_is_put_back_comes_first():
    backlog = Backlog(1)
    backlog.add(opened(3))
    chunk = backlog.take(4)
    backlog.put_back(chunk[2:])
    assert keys(backlog.take(3)) == [(1, 0), (1, 1), (2, 0)]


def test_a_group_is_taken_split_by_split_whatever_its_size():
    backlog = Backlog(1)
    backlog.add(opened(4), grouped([2, 0, 3]))
    assert keys(backlog.take(1)) == [(2, 0), (0, 0), (3, 0)]
    assert keys(backlog.take(1)) == [(2, 1), (0, 1), (3, 1)]
    assert keys(backlog.take(5)) == [(1, 0), (1, 1)]


def test_small_groups_share_a_chunk():
    backlog = Backlog(1)
    backlog.add(opened(4, [0]), grouped([0, 1], [2, 3]))
    assert keys(backlog.take(4)) == [(0, 0), (1, 0), (2, 0), (3, 0)]


def test_the_rest_of_a_group_goes_after_its_other_splits():
    backlog = Backlog(1)
    backlog.add(opened(4), grouped([0, 1], [2, 3]))
    first = backlog.take(1)
    backlog.put_back(first[1:])
    assert keys(backlog.take(1)) == [(0, 1), (1, 1)]
    assert keys(backlog.take(1)) == [(1, 0)]
    assert keys(backlog.take(1)) == [(2, 0), (3, 0)]


@pytest.mark.parametrize("n_workers", [2, 3, 8])
def test_the_last_pieces_are_cut_if_workers_would_stand_idle(n_workers):
    backlog = Backlog(n_workers)
    backlog.add(opened(8, [0]), grouped(range(8)))
    pieces = []
    while backlog:
        pieces.append(keys(backlog.take(1)))
    assert len(pieces) == n_workers
    assert sorted(key for piece in pieces for key in piece) == [
        (k, 0) for k in range(8)
    ]
    assert max(map(len, pieces)) - min(map(len, pieces)) <= 1


def test_joined_units_are_not_cut_apart():
    backlog = Backlog(2)
    backlog.add(opened(4, [0]), grouped(range(4), joined={1, 2, 3}))
    assert len(backlog.take(1)) == 4


def test_mates_are_the_others_on_the_same_path():
    made = Plan(
        [Group((0, 1, 2))],
        _paths={0: ["p"], 1: ["p"], 2: ["q"]},
        _mates={"p": {"a": 0, "b": 1}, "q": {"c": 2}},
    )
    backlog = Backlog(3)
    backlog.add(opened(3, [0]), made)
    chunk = backlog.take(1)
    assert keys(chunk) == [(0, 0)]
    assert backlog.mates(chunk) == [(1, {"a": 1})]


def test_what_comes_before_a_unit_is_taken_in_order_and_without_groups():
    backlog = Backlog(1)
    backlog.add(opened(3), grouped([2, 0]))
    first, *_ = backlog.take(1)
    assert keys([first]) == [(2, 0)]
    before = backlog.take_before(first)
    assert keys(before) == [(0, 1), (1, 0), (1, 1)]
    assert all(unit.group is None for unit in before)
    assert len(backlog) == 1
    assert keys(backlog.take(9)) == [(2, 1)]
