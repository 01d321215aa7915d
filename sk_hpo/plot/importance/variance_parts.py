"""The parts of the score's variance over a space, by parameters and alternatives.

Notation::

    a, w_a   alternatives of the space and their probabilities, which are equal
    m_a, V_a mean and variance of the score in alternative a
    N        mean variance of the noise

Parameters exist within their alternative, so its variance is divided within it, and
that between the alternatives' means belongs to the choice of the alternative (the law
of total variance)::

    V = Var_a(m_a) + sum_a w_a V_a + N

All parts are divided by V, separately for each draw of the model. V_a is divided into
Sobol indices (`sobol_indices.py`); within an alternative parameters are independent,
with the distributions of the space. All coordinates of a name are one parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from sk_hpo.gp.kernel import FloatArray, IntArray
from sk_hpo.gp.sensitivity.score_draws import ScoreDraws
from sk_hpo.gp.sensitivity.sobol_indices import Variances, sobol_variances
from sk_hpo.space import Space

# Points at which the draws are evaluated, and of one Sobol sequence: with the most,
# indices of known functions have errors of about 0.005.
MOST_EVALUATED = 24_000
MOST_POINTS, FEWEST_POINTS = 1024, 64
NOISE_POINTS = 256


@dataclass(frozen=True)
class Part:
    """A part of the variance, in S draws of the model.

    Parameters
    ----------
    names : tuple of str
        No parameter: the choice of the alternative. Two: their interaction.
    alternative : int
        Where the parameters exist; -1 for the choice of the alternative.
    share : ndarray of shape (S,)
        What is due to these parameters alone.
    total : ndarray of shape (S,)
        With all interactions in which a parameter takes part; NaN for two.
    """

    names: tuple[str, ...]
    alternative: int
    share: FloatArray
    total: FloatArray


def variance_parts(
    space: Space, drawn: ScoreDraws, seed: int
) -> tuple[list[Part], FloatArray]:
    """Divide the variance of the score.

    Parameters
    ----------
    space : Space
    drawn : ScoreDraws
        S functions of the points of the space.
    seed : int

    Returns
    -------
    parts : list of Part
    noise : ndarray of shape (S,)
        The part of the noise.
    """
    n = len(space.alternatives)
    grouped = [parameters_of(space, i) for i in range(n)]
    n_sets = sum(2 * len(groups) + 2 for groups in grouped)
    n_points = _n_points(len(drawn.draws) * n_sets)
    within, noises = [], []
    for i, groups in enumerate(grouped):
        at = _in_alternative(space, i, groups)
        sizes = [len(group) for group in groups.values()]
        f = partial(_scores, drawn, at)
        within.append(sobol_variances(f, sizes, n_points, seed + i))
        some = np.random.default_rng(seed + i).random((NOISE_POINTS, sum(sizes)))
        noises.append(drawn.noise_variance(at(some)))
    between = np.var([one.mean for one in within], axis=0)
    noise = np.mean(noises, axis=0)
    variance = between + np.mean([one.variance for one in within], axis=0) + noise
    # all scores are equal: nothing explains anything
    variance[variance == 0] = np.inf
    parts = [Part((), -1, between / variance, between / variance)] if n > 1 else []
    for i, (groups, one) in enumerate(zip(grouped, within, strict=True)):
        parts += _parts(groups, i, one.divided_by(n * variance))
    return parts, noise / variance


def _parts(names: Iterable[str], i: int, shares: Variances) -> Iterator[Part]:
    """Yield the parts of alternative i."""
    names = list(names)
    for name, first, total in zip(names, shares.first, shares.total, strict=True):
        yield Part((name,), i, first, total)
    for pair, share in zip(combinations(names, 2), shares.pairs, strict=True):
        yield Part(pair, i, share, np.full(len(share), np.nan))


def _n_points(n_sets: int) -> int:
    """Return the power of two whose n_sets sets of points are not too many."""
    n: int = 2 ** int(np.log2(max(MOST_EVALUATED / n_sets, 1)))
    return min(max(n, FEWEST_POINTS), MOST_POINTS)


def parameters_of(space: Space, i: int) -> dict[str, IntArray]:
    """Return the coordinates of each parameter that varies in alternative i."""
    there = _exist(space, i)
    groups: dict[str, list[int]] = {}
    for j, coordinate in enumerate(space.coordinates):
        varies = coordinate.size != 1 and not space.is_ignored(j)
        if there[j] and coordinate.name and varies:
            groups.setdefault(coordinate.name, []).append(j)
    return {name: np.array(group) for name, group in groups.items()}


def _exist(space: Space, i: int) -> list[bool]:
    """Return which coordinates exist in alternative i, under some of its choices."""
    there: list[bool] = []
    for coordinate in space.coordinates:
        parent, choices = coordinate.condition or (None, frozenset())
        if parent is None:
            there.append(True)
        elif space.coordinates[parent].name == "":
            there.append(i in choices)
        else:
            there.append(there[parent])
    return there


def _in_alternative(
    space: Space, i: int, groups: Mapping[str, IntArray]
) -> Callable[[FloatArray], FloatArray]:
    """Return the map from the parameters' coordinates to snapped points of a space."""
    n, d = len(space.alternatives), len(space.coordinates)
    inputs = np.concatenate([np.empty(0, np.int64), *groups.values()])

    def at(inner: FloatArray) -> FloatArray:
        U = np.full((len(inner), d), 0.5)
        U[:, inputs] = inner
        if n > 1:
            U[:, 0] = (i + 0.5) / n
        return space.snap(U)

    return at


def _scores(
    drawn: ScoreDraws, at: Callable[[FloatArray], FloatArray], inner: FloatArray
) -> FloatArray:
    return drawn.at(at(inner))
