"""The peak memory of a search in a fresh process, its workers' included (Linux).

Of each process the highest resident size that the kernel has seen (``VmHWM``), looked
up while the search runs; the figure is their sum. This file is also the program of that
process.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psutil


def peak(name: str, who: str, *, quick: bool) -> float:
    """Megabytes of the search `name` by ``"ours"`` or ``"theirs"``."""
    out = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, name, who, str(int(quick))],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    return float(out.stdout.split()[-1])


class Watch(threading.Thread):
    """Takes down the peaks of this process and of those that it starts."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peaks: dict[int, int] = {}
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.02):
            self.look()

    def look(self) -> None:
        own = psutil.Process()
        for process in (own, *own.children(recursive=True)):
            try:
                status = Path(f"/proc/{process.pid}/status").read_text()
            except OSError:  # it has ended
                continue
            found = re.search(r"VmHWM:\s*(\d+) kB", status)
            if found:
                before = self.peaks.get(process.pid, 0)
                self.peaks[process.pid] = max(before, int(found[1]))

    def megabytes(self) -> float:
        self.look()
        self._over.set()
        return sum(self.peaks.values()) / 1024


def main() -> None:
    """Run a search, and print the megabytes."""
    from _grid_searches import SEARCHES
    from sklearn.model_selection import GridSearchCV

    from sk_hpo import GridSearchCV2

    name, who, quick = sys.argv[1:]
    search = SEARCHES[name].small() if int(quick) else SEARCHES[name]
    X, y = search.data
    kind: Any = GridSearchCV2 if who == "ours" else GridSearchCV
    watch = Watch()
    watch.start()
    kind(**search.settings()).fit(X, y)
    print(watch.megabytes())


if __name__ == "__main__":
    main()
