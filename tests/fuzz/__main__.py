"""``python -m tests.fuzz --minutes 60 --seed N``.

See docs/development/architecture/fuzz.rst.
"""

import argparse
import atexit
import os
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.fuzz.share import share
from tests.fuzz.spread import spread

# Seconds that a search may take without a word: both sides, three times theirs.
SILENCE = 120.0


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--searches", type=int, help="stop after as many")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--jobs", type=int, default=1, help="processes, each its share")
    parser.add_argument("--code", help="folder whose sk_hpo is to be used")
    parser.add_argument("--out", type=Path, help="folder for reproducers")
    parser.add_argument("--family", help="draw from this one only")
    parser.add_argument("--shrink", type=float, default=30.0, help="seconds a finding")
    return parser.parse_args()


def main():
    given = arguments()
    if given.code:
        use(Path(given.code))
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    work = partial(share, given, time.monotonic() + 60 * given.minutes)
    summary = spread(work, given.first, given.jobs, SILENCE + given.shrink)
    print(summary.text())
    return int(bool(summary.signatures))


def use(folder):
    """Have the sk_hpo of a folder imported here and in workers, and no more of it."""
    alone = Path(tempfile.mkdtemp(prefix="sk_hpo_of_"))
    atexit.register(shutil.rmtree, alone)
    (alone / "sk_hpo").symlink_to(folder.resolve() / "sk_hpo")
    sys.path.insert(0, str(alone))
    here = str(Path(__file__).parents[2])
    given = os.environ.get("PYTHONPATH")
    paths = [str(alone), here, *([given] if given else [])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)


if __name__ == "__main__":
    sys.exit(main())
