"""What becomes of the units of a lost task, and that there is an end to it."""

import pytest

from sk_hpo.engine.recovery import LOSSES, Recovery, Verdict
from sk_hpo.evaluate import Unit
from sk_hpo.evaluate.workplace import MEMORY
from sk_hpo.pool import WorkerLoss


def units(*candidates, split=0, group=None):
    return [Unit(number, {}, split, group, joined=False) for number in candidates]


DEATH = WorkerLoss("its process died", "item")
OVERTIME = WorkerLoss("it took too long", "item", overtime=True)


def test_one_death_is_chance_and_two_are_a_failure():
    recovery = Recovery()
    one, two, three = units(1, 2, 3)
    assert recovery.judge([one, two], DEATH) == Verdict(again=[one, two])
    assert recovery.judge([two, three], DEATH) == Verdict(again=[two, three])
    assert recovery.judge([one, two], DEATH) == Verdict(again=[two], failed=[one])


def test_splits_of_a_candidate_are_told_apart():
    recovery = Recovery()
    for split in range(3):
        mine = units(1, split=split)
        assert recovery.judge(mine, DEATH) == Verdict(again=mine)


def test_over_time_is_a_failure_at_once():
    one, two = units(1, 2)
    assert Recovery().judge([one, two], OVERTIME) == Verdict(again=[two], failed=[one])


@pytest.mark.parametrize("loss", [DEATH, OVERTIME])
@pytest.mark.parametrize("group", [3, MEMORY])
def test_those_of_a_group_are_run_apart_first(loss, group):
    mates, other = units(1, 2, group=group), units(1, 2, split=1, group=group)
    recovery = Recovery()
    verdict = recovery.judge([*mates, *other], loss)
    assert verdict == Verdict(again=[*units(1, 2), *other])
    assert recovery.judge(units(1, 2), OVERTIME).failed == units(1)


def test_where_only_the_task_is_known_each_is_run_alone():
    recovery = Recovery()
    loss = WorkerLoss("its worker died", "task", deaths=4)
    assert recovery.judge(units(1, 2, group=5), loss) == Verdict(alone=units(1, 2))
    assert recovery.judge(units(1), loss) == Verdict(again=[], failed=units(1))


def test_nobody_is_blamed_where_nothing_is_known_but_not_for_ever():
    recovery = Recovery()
    loss = WorkerLoss("a worker died", "unknown")
    for _ in range(LOSSES):
        assert recovery.judge(units(1, 2), loss) == Verdict(again=units(1, 2))
    assert recovery.judge(units(1, 2), loss).failed == units(1)


def test_what_was_alone_is_run_again_until_it_is_to_blame():
    recovery, unknown = Recovery(), WorkerLoss("a worker died", "unknown")
    assert not recovery.has_failed("one", DEATH)
    assert not recovery.has_failed("another", DEATH)
    assert not recovery.has_failed("one", unknown)
    assert recovery.has_failed("one", DEATH)
    assert recovery.has_failed("a third", OVERTIME)
    told = [recovery.has_failed("a fourth", unknown) for _ in range(LOSSES + 1)]
    assert told == [False] * LOSSES + [True]
