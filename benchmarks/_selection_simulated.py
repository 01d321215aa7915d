"""Simulated searches: scores of candidates on splits, and what each is truly worth.

Notation: q candidates, K splits. The noise of a score has a part that all candidates
share on a split, and one of its own. Sizes are drawn anew for each search, so that the
best candidate stands out in some and not in others.

`TUNED_ON` are those by which the default was chosen; `REPORTED` are others. `LIMITS`
break an assumption of the estimators.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import norm

from sk_hpo.honest.splits import Splits

Rng = np.random.Generator


@dataclass(frozen=True)
class Simulated:
    """One search: scores (q, K), true scores (q,), and what is known of the splits."""

    scores: Any
    truth: Any
    splits: Splits


Generator = Callable[[Rng, int, int], Simulated]


def _folds(scores: Any, truth: Any) -> Simulated:
    K = scores.shape[1]
    return Simulated(scores, truth, Splits(K, 1, 1 / K, False))


def _shared(rng: Rng, K: int) -> Any:
    """The part of the noise that all candidates share: none, or up to three times."""
    return rng.choice([0.0, 1.0, 3.0]) * rng.standard_normal(K)


def _spread(rng: Rng, K: int, *ratios: float) -> float:
    """Standard deviation of true scores, in units of a mean score's own noise."""
    return float(rng.choice(ratios) / np.sqrt(K))


def normal(rng: Rng, q: int, K: int) -> Simulated:
    """True scores are normal, and so is the noise."""
    truth = _spread(rng, K, 0.2, 0.5, 1, 3) * rng.standard_normal(q)
    noise = _shared(rng, K) + rng.standard_normal((q, K))
    return _folds(truth[:, None] + noise, truth)


def skewed(rng: Rng, q: int, K: int) -> Simulated:
    """Many good candidates and a tail of bad ones, which have more noise."""
    truth = -_spread(rng, K, 0.3, 1, 3, 10) * rng.gamma(0.7, size=q)
    own = (1 + 0.3 * np.abs(truth))[:, None] * rng.standard_normal((q, K))
    return _folds(truth[:, None] + _shared(rng, K) + own, truth)


def _right(rng: Rng, q: int, n: int, *, kinds: bool) -> tuple[Any, Any]:
    """Which rows candidates get right, (q, n), and their true accuracy.

    Some rows are hard for all; with `kinds`, others are so for candidates of a kind.
    """
    lead = rng.choice([0.0, 0.15, 0.4])
    threshold = rng.uniform(0.3, 1.3) - lead * rng.gamma(0.7, size=q)
    common = rng.choice([0.5, 0.8, 0.95])
    own = rng.standard_normal((q, n))
    if kinds:
        kind = rng.integers(max(2, q // 10), size=q)
        of_kinds = rng.standard_normal((kind.max() + 1, n))[kind]
        own = np.sqrt(0.7) * of_kinds + np.sqrt(0.3) * own
    hard = np.sqrt(common) * rng.standard_normal(n) + np.sqrt(1 - common) * own
    return hard < threshold[:, None], norm.cdf(threshold)


def accuracy(rng: Rng, q: int, K: int, *, kinds: bool = False) -> Simulated:
    """Accuracy on 60 to 400 rows, some of which are hard for all candidates."""
    n = int(rng.integers(60, 400)) // K * K
    right, truth = _right(rng, q, n, kinds=kinds)
    return _folds(right.reshape(q, K, -1).mean(axis=2), truth)


def accuracy_of_kinds(rng: Rng, q: int, K: int) -> Simulated:
    """The same, where candidates are of several kinds, alike within each."""
    return accuracy(rng, q, K, kinds=True)


def plateau(rng: Rng, q: int, K: int) -> Simulated:
    """A tenth to six tenths of the candidates are near ties; kinds share noise."""
    spread = _spread(rng, K, 1, 3, 10)
    good = rng.random(q) < rng.uniform(0.1, 0.6)
    ties, tail = 0.1 * rng.standard_normal(q), -rng.exponential(size=q)
    truth = spread * np.where(good, ties, tail)
    kind = rng.integers(max(2, q // 8), size=q)
    of_kinds = rng.standard_normal((kind.max() + 1, K))[kind]
    own = np.sqrt(0.6) * of_kinds + np.sqrt(0.4) * rng.standard_normal((q, K))
    return _folds(truth[:, None] + _shared(rng, K) + own, truth)


class _Surface:
    """True scores and noise that are smooth in one to four parameters."""

    def __init__(self, rng: Rng, K: int, features: int = 300) -> None:
        self.rng, self.K, self.d = rng, K, int(rng.integers(1, 5))
        self.spread = _spread(rng, K, 1, 3, 10)
        self.best, self.weights = rng.random(self.d), 3 * rng.exponential(size=self.d)
        # Random Fourier features of a squared exponential kernel.
        length = rng.choice([0.1, 0.3])
        self.frequencies = rng.standard_normal((features, self.d)) / length
        self.phases = rng.uniform(0, 2 * np.pi, features)
        self.amplitudes = rng.standard_normal((features, K)) * np.sqrt(2 / features)

    def truth(self, x: Any) -> Any:
        return -self.spread * ((x - self.best) ** 2 @ self.weights)

    def scores(self, x: Any) -> Any:
        smooth = np.cos(x @ self.frequencies.T + self.phases) @ self.amplitudes
        rough = self.rng.standard_normal((len(x), self.K))
        return self.truth(x)[:, None] + np.sqrt(0.8) * smooth + np.sqrt(0.2) * rough


def smooth(rng: Rng, q: int, K: int) -> Simulated:
    """True scores and noise are smooth in the parameters."""
    surface = _Surface(rng, K)
    x = rng.random((q, surface.d))
    return _folds(surface.scores(x) + _shared(rng, K), surface.truth(x))


def heavy_tails(rng: Rng, q: int, K: int) -> Simulated:
    """Noise has the t distribution with three degrees of freedom."""
    truth = -_spread(rng, K, 0.3, 1, 3) * rng.gamma(1.5, size=q)
    own = rng.standard_t(3, size=(q, K)) / np.sqrt(3)
    shared = rng.choice([0.0, 1.0, 3.0]) * rng.standard_t(3, size=K) / np.sqrt(3)
    return _folds(truth[:, None] + shared + own, truth)


def _ridge(rng: Rng, q: int, K: int, *, labels: bool) -> Simulated:
    n, p = int(rng.integers(40, 150)), 15
    beta = rng.standard_normal(p) * rng.gamma(0.5, size=p)
    beta /= np.linalg.norm(beta)
    noise = rng.choice([0.5, 1.0, 2.0])
    X, X_new = rng.standard_normal((n, p)), rng.standard_normal((3000, p))
    y, y_new = (Z @ beta + noise * rng.standard_normal(len(Z)) for Z in (X, X_new))
    if labels:
        y, y_new = np.sign(y), np.sign(y_new)
    uses = [np.flatnonzero(rng.random(p) < rng.uniform(0.3, 1)) for _ in range(q)]
    alphas = 10 ** rng.uniform(-2, 3, size=q)
    fold = rng.permutation(n) % K
    scores, truths = np.empty((q, K)), np.empty((q, K))
    for k in range(K):
        train, test = fold != k, fold == k
        gram, moments = X[train].T @ X[train], X[train].T @ y[train]
        W = np.zeros((p, q))
        for j, (used, alpha) in enumerate(zip(uses, alphas, strict=True)):
            inner = gram[np.ix_(used, used)] + alpha * np.eye(len(used))
            W[used, j] = np.linalg.solve(inner, moments[used])
        for to, Z, t in ((scores, X[test], y[test]), (truths, X_new, y_new)):
            found = Z @ W
            right = np.sign(found) == t[:, None]
            each = right if labels else -((found - t[:, None]) ** 2)
            to[:, k] = each.mean(axis=0)
    return _folds(scores, truths.mean(axis=1))


def ridge(rng: Rng, q: int, K: int) -> Simulated:
    """Real cross-validation of ridge regressions: subsets of columns, penalties."""
    return _ridge(rng, q, K, labels=False)


def ridge_classes(rng: Rng, q: int, K: int) -> Simulated:
    """The same with accuracy of two classes."""
    return _ridge(rng, q, K, labels=True)


def adaptive(rng: Rng, q: int, K: int) -> Simulated:
    """All but 20 candidates are near the best so far, or at random (3 in 10)."""
    surface = _Surface(rng, K)
    x = rng.random((20, surface.d))
    scores = surface.scores(x)
    while len(x) < q:
        near = x[scores.mean(axis=1).argmax()] + 0.1 * rng.standard_normal(surface.d)
        new = np.clip(near, 0, 1) if rng.random() < 0.7 else rng.random(surface.d)
        x = np.vstack([x, new])
        scores = np.vstack([scores, surface.scores(new[None])])
    return _folds(scores, surface.truth(x))


def race(rng: Rng, q: int, K: int) -> Simulated:
    """The better half after one split goes on, and half of it after three of more."""
    surface = _Surface(rng, K)
    x = rng.random((q, surface.d))
    scores = surface.scores(x)
    for seen, share in ((1, 2), (3, 4)):
        if seen < K:
            left = np.argsort(-scores[:, :seen].mean(axis=1))[: q // share]
            x, scores = x[left], scores[left]
    return _folds(scores, surface.truth(x))


def repeated(rng: Rng, q: int, K: int) -> Simulated:
    """Accuracy with three repeats of the K splits."""
    right, truth = _right(rng, q, int(rng.integers(60, 400)), kinds=False)
    n = right.shape[1]
    parts = [test for _ in range(3) for test in np.array_split(rng.permutation(n), K)]
    scores = np.stack([right[:, test].mean(axis=1) for test in parts], axis=1)
    return Simulated(scores, truth, Splits(3 * K, 3, 1 / K, False))


def shuffled(rng: Rng, q: int, K: int) -> Simulated:
    """Accuracy on test parts drawn at random, a tenth to a third of the rows."""
    right, truth = _right(rng, q, int(rng.integers(100, 400)), kinds=False)
    n, share = right.shape[1], float(rng.choice([0.1, 0.2, 0.33]))
    parts = [rng.permutation(n)[: int(share * n)] for _ in range(K)]
    scores = np.stack([right[:, test].mean(axis=1) for test in parts], axis=1)
    return Simulated(scores, truth, Splits(K, 1, share, True))


TUNED_ON: list[Generator] = [normal, skewed, accuracy]
REPORTED: list[Generator] = [
    plateau,
    smooth,
    heavy_tails,
    accuracy_of_kinds,
    ridge,
    ridge_classes,
]
LIMITS: list[Generator] = [adaptive, race, repeated, shuffled]
