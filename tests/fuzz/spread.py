"""A run in several processes, of which one that hangs or dies is begun anew."""

import multiprocessing
import os
import time
from multiprocessing.connection import wait

from tests.fuzz.summary import Summary


def spread(work, first, jobs, silence, say=print):
    """Share numbers out to processes, each every so-manieth from a first one.

    Parameters
    ----------
    work : callable
        Run in a process as ``work(tell, first, step)``; calls ``tell(number, summary)``
        after each of its numbers, with all that it has done so far.
    first : int
        The lowest number.
    jobs : int
    silence : float
        Seconds without a word after which a process is given up. What hangs in a
        library's C code does not answer to anything milder.
    say : callable
        Given a line for each number that was lost.

    Returns
    -------
    Summary
        A number that hung or crashed counts as "lost".

    Raises
    ------
    RuntimeError
        If a process ends with an exception: that is a bug of the fuzz.
    """
    total = Summary()
    running = [Child(work, first + i, jobs) for i in range(jobs)]
    try:
        while running:
            wait([one.ear for one in running], timeout=1.0)
            for child in [one for one in running if not one.listens(silence)]:
                running.remove(child)
                total.add(child.summary)
                if child.close():
                    continue
                say(f"search {child.number} is lost: it hung, or crashed")
                total.kinds["lost"] += 1
                running.append(Child(work, child.number + jobs, jobs))
    finally:
        for child in running:
            child.close()
    return total


class Child:
    """A process at work, what it has told, and the number that it is at."""

    def __init__(self, work, first, step):
        self.number, self._step = first, step
        self.summary, self._ended = Summary(), False
        self._heard = time.monotonic()
        context = multiprocessing.get_context("spawn")
        self.ear, mouth = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(mouth, work, first, step))
        self._process.start()
        mouth.close()

    def listens(self, silence):
        """Take in what has been told; whether there is more to come."""
        try:
            while self.ear.poll():
                told = self.ear.recv()
                self._heard = time.monotonic()
                if told is None:
                    self._ended = True
                    return False
                number, self.summary = told
                self.number = number + self._step
        except EOFError:
            return False
        return time.monotonic() - self._heard < silence

    def close(self):
        """Whether it has done all its numbers; if not it is killed."""
        self.ear.close()
        if not self._ended:
            self._process.join(timeout=1.0)  # it may be dying by itself
            self._process.kill()
        self._process.join()
        if self._process.exitcode > 0:
            raise RuntimeError("a process of the fuzz ended with an exception")
        return self._ended


def _run(mouth, work, first, step):
    work(lambda *told: mouth.send(told), first, step)
    mouth.send(None)
    mouth.close()
    # at its exit it would wait until joblib's idle workers end
    os._exit(0)
