"""Estimators of the optimism that were tried and left out: models of the scores.

Notation: S (q, K) scores, m (q,) their means, v (q,) the variance of the own noise of
each mean, without the effect that all candidates share on a split.

The distribution of true scores is that of greatest likelihood on a grid, by EM, where m
is normal around the true score with variance v (Kiefer and Wolfowitz 1956; Koenker and
Mizera 2014).
"""

from __future__ import annotations

from typing import Any

import numpy as np

N_GRID, N_STEPS, N_SAMPLES = 120, 150, 400
# As many splits with the median variance are added to those of each candidate.
PRIOR = 4.0


def _noise(S: Any) -> Any:
    """Return v, moderated towards its median."""
    q, K = S.shape
    R = S - S.mean(axis=1, keepdims=True)
    R = R - R.mean(axis=0)
    v = (R**2).sum(axis=1) / (K - 1) / K * q / (q - 1)
    return (v * (K - 1) + np.median(v) * PRIOR) / (K - 1 + PRIOR)


def _true_scores(m: Any, v: Any) -> tuple[Any, Any, Any]:
    """Return the grid, its weights, and the posterior of each candidate, (q, grid)."""
    v = np.maximum(v, 1e-12 * m.var() + 1e-300)[:, None]
    grid = np.linspace(m.min(), m.max(), N_GRID)
    likelihood = np.exp(-((m[:, None] - grid) ** 2) / (2 * v)) / np.sqrt(v)
    likelihood /= likelihood.max(axis=1, keepdims=True)
    weights = np.full(N_GRID, 1 / N_GRID)
    for _ in range(N_STEPS):
        posterior = likelihood * weights
        posterior /= posterior.sum(axis=1, keepdims=True)
        weights = posterior.mean(axis=0)
    return grid, weights, posterior


def posterior_mean(S: Any, splits: Any) -> float:
    """Return how far the best mean lies above its true score's posterior mean."""
    m = S.mean(axis=1)
    grid, _, posterior = _true_scores(m, _noise(S))
    return float(m.max() - posterior[m.argmax()] @ grid)


def parametric_bootstrap(S: Any, splits: Any) -> float:
    """Return the mean optimism of searches drawn from the model.

    True scores are quantiles of their distribution, in the order of m. Noise is drawn
    from the residuals, with one normal multiplier for each split, so that what
    candidates have in common stays common.
    """
    q, K = S.shape
    m = S.mean(axis=1)
    grid, weights, _ = _true_scores(m, _noise(S))
    ranks = (m.argsort().argsort() + 0.5) / q
    truth = np.interp(ranks, weights.cumsum(), grid)
    multipliers = np.random.default_rng(0).standard_normal((K, N_SAMPLES))
    noise = (S - m[:, None]) @ multipliers / np.sqrt(K * (K - 1))
    chosen = (truth[:, None] + noise).argmax(axis=0)
    return float(noise[chosen, np.arange(N_SAMPLES)].mean())


LEFT_OUT = {
    "posterior_mean": posterior_mean,
    "parametric_bootstrap": parametric_bootstrap,
}
