"""What hangs or crashes costs its number and nothing else."""

import ctypes
import itertools

import pytest

from tests.fuzz.spread import spread
from tests.fuzz.summary import Summary

HANGS, CRASHES = 2, 5


def work(tell, first, step):
    summary = Summary()
    for number in range(first, 8, step):
        if number == HANGS:
            # in C, with the interpreter's lock held: no signal handler can run
            sum(map(ctypes.PyDLL(None).sleep, itertools.repeat(1)))
        if number == CRASHES:
            ctypes.string_at(0)
        summary.kinds["equal"] += 1
        tell(number, summary)


def broken(tell, first, step):
    raise ValueError


@pytest.mark.slow
def test_all_but_what_is_lost_is_counted():
    lines = []
    total = spread(work, 0, 2, silence=30.0, say=lines.append)
    assert total.kinds == {"equal": 6, "lost": 2}
    assert sorted(line.split()[1] for line in lines) == [str(HANGS), str(CRASHES)]


def test_a_bug_of_the_fuzz_ends_it():
    with pytest.raises(RuntimeError, match="ended with an exception"):
        spread(broken, 0, 2, silence=60.0)
