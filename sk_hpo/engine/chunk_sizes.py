"""How many units of work a chunk has."""

from __future__ import annotations

from sk_hpo.pool import Pool

CHUNK_SECONDS = 0.1
# Seconds, compared with which the time of a message is small. Units that take longer
# are sent one by one: one may take much longer than the mean, and others of its chunk
# would wait for it while workers are idle.
SHORT = 0.02
LONG = 0.5  # seconds, compared with which the time of a message is negligible


class ChunkSizes:
    """Chooses how many units make a chunk: short ones are worth `CHUNK_SECONDS`."""

    def __init__(self, n_workers: int) -> None:
        self.n_workers = n_workers
        self._unit_seconds = CHUNK_SECONDS  # a guess, until a chunk is measured
        self._measured = False

    def next(self, n_waiting: int) -> int:
        """Return the size of the next chunk while `n_waiting` units wait."""
        if self._unit_seconds > SHORT:
            return 1
        # Chunks get smaller towards the end, so that the workers finish together.
        fair = -(-n_waiting // (2 * self.n_workers))
        return max(1, min(fair, int(CHUNK_SECONDS / self._unit_seconds)))

    def most_running(self, pool: Pool) -> int:
        """Return how many chunks may be submitted at once."""
        if pool.in_this_thread:
            return 1
        # A second chunk waits for each worker, so that no worker is idle. If chunks
        # take long none waits, since it would start even if the search were stopped
        # before.
        return (1 if self._unit_seconds > LONG else 2) * pool.n_workers

    def measured(self, n_units: int, seconds: float) -> None:
        """Record how long a chunk of `n_units` took."""
        if not n_units or not seconds:
            return
        latest = seconds / n_units
        # The mean of earlier chunks has half of the weight: one chunk may be unusual.
        old = self._unit_seconds if self._measured else latest
        self._unit_seconds = 0.5 * (old + latest)
        self._measured = True
