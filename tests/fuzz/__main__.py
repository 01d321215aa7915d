"""``python -m tests.fuzz --minutes 60 --seed N``: see docs/architecture/fuzz.rst."""

import argparse
import atexit
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--searches", type=int, help="stop after as many")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--step", type=int, default=1, help="to the next number")
    parser.add_argument("--jobs", type=int, default=1, help="processes, each its share")
    parser.add_argument("--code", help="folder whose sk_hpo is to be used")
    parser.add_argument("--out", type=Path, help="folder for reproducers")
    parser.add_argument("--family", help="draw from this one only")
    parser.add_argument("--shrink", type=float, default=30.0, help="seconds a finding")
    return parser.parse_args()


def main():
    given = arguments()
    if given.jobs > 1:
        return spread(given)
    if given.code:
        use(Path(given.code))
    import sk_hpo
    from tests.fuzz.run import run

    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    print(f"sk_hpo of {Path(sk_hpo.__file__).parent.resolve()}", flush=True)
    numbers = itertools.count(given.first, given.step)
    if given.searches:
        end = given.first + given.searches * given.step
        numbers = range(given.first, end, given.step)
    summary, _ = run(
        given.seed,
        numbers,
        end=time.monotonic() + 60 * given.minutes,
        out=given.out,
        family=given.family,
        shrinking=given.shrink,
        say=lambda line: print(line, flush=True),
    )
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


def spread(given):
    """As many processes, of which each takes every so-manieth search."""
    same = ["--minutes", str(given.minutes), "--seed", str(given.seed)]
    for name in ("code", "out", "family", "shrink"):
        if getattr(given, name):
            same += [f"--{name}", str(getattr(given, name))]
    if given.searches:
        same += ["--searches", str(given.searches // given.jobs)]
    command = [sys.executable, "-m", "tests.fuzz", *same, "--step", str(given.jobs)]
    children = [
        subprocess.Popen([*command, "--first", str(given.first + i)])
        for i in range(given.jobs)
    ]
    return max(child.wait() for child in children)


if __name__ == "__main__":
    sys.exit(main())
