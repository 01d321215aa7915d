"""Simulated races: how often the promise is broken, over how often it may be."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from _racing_replay import replay
from _record import row
from scipy.stats import beta

N_CANDIDATES = 40
PROBABILITIES = (0.05, 0.01)
# The upper limit may be so many times what was promised.
REACH = 1.5
# Kinds of scores, with the numbers of splits. The last two show the limits of the rule.
KINDS = {
    "normal": (5, 10, 50),
    "t3": (5, 10, 50),
    "tied": (5, 10, 50),
    "0 or 1": (60,),
    "uneven": (5, 10),
    "tied, t3": (5, 10),
}
LIMITS = ("uneven", "tied, t3")


def simulated(kind: str, rng: np.random.Generator, K: int) -> npt.NDArray[np.float64]:
    """Scores: a mean for each candidate, an effect of each split, and noise."""
    shape = N_CANDIDATES, K
    if kind == "0 or 1":
        logits = 1.5 + 0.8 * rng.normal(size=(N_CANDIDATES, 1))
        logits = logits + 2 * rng.normal(size=K) + rng.logistic(size=shape)
        return (logits > 0).astype(float)
    noise = rng.standard_t(3, size=shape) if "t3" in kind else rng.normal(size=shape)
    # of means with a standard deviation of 1
    noise *= {"normal": 0.5, "t3": 0.3, "uneven": 0.3}.get(kind, 50.0)
    if kind == "uneven":  # the noise of candidates differs
        noise *= np.exp(0.7 * rng.normal(size=(N_CANDIDATES, 1)))
    return rng.normal(size=(N_CANDIDATES, 1)) + rng.normal(size=K) + noise


def report(options: Any) -> list[dict[str, Any]]:
    """Print a line for each kind of scores, number of splits and probability."""
    n = options.races
    print(f"\npromise: {n} races of {N_CANDIDATES} candidates")
    print(
        f"{'':<9} {'K':>3} {'promised':>8} {'saved':>6} {'broken':>7}"
        f" {'upper limit / promised':>22} {'reach':>6}  {'any amount / promised':>21}"
    )
    rows = []
    for kind, Ks in KINDS.items():
        for K in Ks:
            for probability in PROBABILITIES:
                line, written = _raced(kind, K, probability, n)
                print(line, flush=True)
                rows += written
    return rows


def _raced(
    kind: str, K: int, probability: float, n: int
) -> tuple[str, list[dict[str, Any]]]:
    """Race n times; give the line, and the rows."""
    rng = np.random.default_rng(0)
    found = [replay(simulated(kind, rng, K), probability) for _ in range(n)]
    broken = sum(one.broken for one in found)
    limit = upper_limit(broken, n) / probability
    beaten = float(np.mean([one.beaten for one in found])) / probability
    saved = float(np.mean([one.saved for one in found]))
    verdict = "reached" if limit < REACH else "MISSED"
    line = (
        f"{kind:<9} {K:>3} {probability:>8} {saved:>6.0%} {broken / n:>7.2%}"
        f" {limit:>22.2f} {f'< {REACH}':>6}  {beaten:>21.2f}"
        f"  {'' if kind in LIMITS else verdict}"
    )
    part, of = f"{kind}, {K} splits", f"racing={probability}"
    reach = None if kind in LIMITS else REACH
    return line.rstrip(), [
        row(part, f"{of}: races that break it", 100 * broken / n, unit="%", n=n),
        row(part, f"{of}: upper 95 % limit / promised", limit, n=n, reach=reach),
        row(part, f"{of}: fits saved", 100 * saved, unit="%", n=n),
    ]


def upper_limit(k: int, n: int) -> float:
    """Return the upper 95 % limit of a frequency (Clopper and Pearson 1934)."""
    return float(beta.ppf(0.95, k + 1, n - k)) if k < n else 1.0
