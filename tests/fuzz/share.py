"""What one process of ``python -m tests.fuzz`` does."""

import itertools
import math
from pathlib import Path


def share(given, end, tell, first, step):
    """Run its numbers until the time is over."""
    import sk_hpo
    from tests.fuzz.run import run

    print(f"sk_hpo of {Path(sk_hpo.__file__).parent.resolve()}", flush=True)
    last = math.inf if given.searches is None else given.first + given.searches
    numbers = itertools.takewhile(lambda n: n < last, itertools.count(first, step))
    run(
        given.seed,
        numbers,
        end=end,
        out=given.out,
        family=given.family,
        shrinking=given.shrink,
        say=lambda line: print(line, flush=True),
        tell=tell,
    )
