"""The partial dependence of the modelled score on one or two parameters.

Notation: g values of the parameters, a points of the other ones, d coordinates.

Friedman, Greedy Function Approximation: A Gradient Boosting Machine (2001), section
8.2: the expected score at given values of some parameters, averaged over the others.
Friedman averages over the data. The candidates of a search crowd around its best ones,
so the average is over the space instead, as in Hutter, Hoos and Leyton-Brown, An
Efficient Approach for Assessing Hyperparameter Importance (2014), section 2.2: each
choice and each alternative counts the same, and ranges are uniform on their own scale.
Points count by the probability that a fit there does not fail: no score is known where
all fits fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sk_hpo.plot.parameters.blocks import blocks_by_name
from sk_hpo.plot.parameters.stretches import Stretch, stretches_of
from sk_hpo.results.results import FloatArray
from sk_hpo.search.surrogate import Surrogate
from sk_hpo.space import Space
from sk_hpo.space.layout import CoordinateBlock

BoolArray = NDArray[np.bool_]

# Values of a range: of one parameter, and of each of two.
VALUES, VALUES_OF_PAIR = 40, 20
# Points of the other parameters; fewer if there are more values than BUDGET allows.
POINTS, FEWEST_POINTS = 128, 8
BUDGET = 12_800
# So many times the points are drawn, for parameters that are ignored in some.
SPARE = 4
# Where the probability that a fit succeeds is less than this share of the greatest,
# there is no expected score.
LEAST_SUCCESS = 0.1
# Predictions at a time: this bounds the memory.
AT_ONCE = 2048


@dataclass(frozen=True)
class PartialDependence:
    """The expected score at values of one or two parameters.

    Parameters
    ----------
    blocks : tuple of CoordinateBlock, of length 1 or 2
        The parameters, in the alternatives that have them.
    stretches : tuple of list of Stretch
        The values of each parameter.
    mean : ndarray of shape (k,) or (k, l)
        At all values of the stretches, in their order. NaN where the parameters don't
        exist, are ignored, the constraint refuses all candidates, or nearly all fits
        are expected to fail.
    std : ndarray of the shape of `mean`
        The uncertainty of the model.
    ignored : bool
        Whether the parameter is ignored everywhere.
    """

    blocks: tuple[CoordinateBlock, ...]
    stretches: tuple[list[Stretch], ...]
    mean: FloatArray
    std: FloatArray
    ignored: bool = False

    def has(self, space: Space, U: FloatArray) -> BoolArray:
        """Return at which points (n, d) the parameters exist and are not ignored."""
        mask = space.exists(U) if self.ignored else space.active(U)
        return np.asarray(mask[..., [b.start for b in self.blocks]].all(axis=-1))

    @property
    def parts(self) -> Iterator[tuple[tuple[Stretch, ...], FloatArray, FloatArray]]:
        """One stretch of each parameter, with its part of `mean` and `std`."""
        for sliced in product(*map(_slices, self.stretches)):
            at = tuple(part for _, part in sliced)
            yield tuple(one for one, _ in sliced), self.mean[at], self.std[at]


def partial_dependences(
    model: Surrogate, names: Sequence[str]
) -> list[PartialDependence]:
    """Return the partial dependence on one or two parameters.

    There are several if the values of a parameter differ between alternatives, and none
    if no candidate has both parameters.

    Parameters
    ----------
    model : Surrogate
    names : sequence of str, of length 1 or 2
        Keys of `blocks_by_name`.
    """
    blocks = blocks_by_name(model.space)
    found = (_of(model, chosen) for chosen in product(*(blocks[n] for n in names)))
    return [one for one in found if one is not None]


def _of(
    model: Surrogate, blocks: tuple[CoordinateBlock, ...]
) -> PartialDependence | None:
    space = model.space
    alternatives = frozenset.intersection(*(b.alternatives for b in blocks))
    if not alternatives:
        return None
    n = VALUES if len(blocks) == 1 else VALUES_OF_PAIR
    stretches = tuple(stretches_of(b.dimension, n) for b in blocks)
    values = [
        np.array([block.dimension.encode(v) for one in each for v in one.values])
        for block, each in zip(blocks, stretches, strict=True)
    ]
    shape = tuple(map(len, values))
    cells = [np.concatenate(cell) for cell in product(*values)]
    columns = np.concatenate([np.arange(b.start, b.stop) for b in blocks])

    def placed(others: FloatArray) -> FloatArray:
        points = np.repeat(others[None], len(cells), axis=0)
        points[:, :, columns] = np.array(cells)[:, None, :]
        return points

    def there(points: FloatArray) -> BoolArray:
        starts = [block.start for block in blocks]
        return np.asarray(space.active(_rows(points))[:, starts].all(axis=-1)).reshape(
            points.shape[:2]
        )

    a = _n_points(len(cells))
    others = _others(space, sorted(alternatives), a)
    used = np.flatnonzero(there(placed(others)).any(axis=0))
    ignored = not len(used)
    if ignored and len(blocks) > 1:
        return None
    others = others[:a] if ignored else others[used[:a]]
    others, counts = _distinct(space, others, columns)
    points = placed(others)
    weights = counts * _allowed(space, points) * _success(model, points)
    if not ignored:
        weights = weights * there(points)
    mean, std = _averages(model, points, weights)
    return PartialDependence(
        blocks, stretches, mean.reshape(shape), std.reshape(shape), ignored
    )


def _n_points(n_cells: int) -> int:
    """Return a power of two, at which a Sobol sequence is balanced."""
    most = min(max(BUDGET // n_cells, FEWEST_POINTS), POINTS)
    return int(2 ** np.floor(np.log2(most)))


def _others(space: Space, alternatives: Sequence[int], a: int) -> FloatArray:
    """Draw points of some alternatives, of shape (SPARE a, d)."""
    rng = np.random.default_rng(0)
    sequence = qmc.Sobol(len(space.coordinates), scramble=True, seed=rng)
    U = np.asarray(sequence.random(SPARE * a))
    n = len(space.alternatives)
    if n > 1:
        which = np.array(alternatives)[(U[:, 0] * len(alternatives)).astype(int)]
        U[:, 0] = (which + 0.5) / n
    return U


def _distinct(
    space: Space, others: FloatArray, columns: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    """Return the points that differ besides in some columns, and how many each is."""
    others = space.placed(others)
    others[:, columns] = 0.5
    distinct, counts = np.unique(others, axis=0, return_counts=True)
    return distinct, counts.astype(np.float64)


def _allowed(space: Space, points: FloatArray) -> BoolArray:
    """Return which points (g, a, d) the constraint allows."""
    if space.constraint is None:
        return np.ones(points.shape[:2], dtype=np.bool_)
    allowed = [space.candidate(u) is not None for u in _rows(points)]
    return np.array(allowed).reshape(points.shape[:2])


def _success(model: Surrogate, points: FloatArray) -> FloatArray:
    """Return the probability (g, a) that a fit does not fail, 0 at the worst values."""
    success = model.success(_rows(points)).reshape(points.shape[:2])
    means = success.mean(axis=1)
    success[means < LEAST_SUCCESS * means.max()] = 0.0
    return np.asarray(success)


def _averages(
    model: Surrogate, points: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the expected averages over points (g, a, d), and their sd, each (g,)."""
    points = model.space.snap(_rows(points)).reshape(points.shape)
    total = weights.sum(axis=1)
    empty = total == 0
    weights = weights / np.where(empty, 1.0, total)[:, None]
    mean, std = np.empty(len(points)), np.empty(len(points))
    step = max(1, AT_ONCE // weights.shape[1])
    for start in range(0, len(points), step):
        part = slice(start, start + step)
        mean[part], std[part] = model.predict_averages(points[part], weights[part])
    mean[empty] = std[empty] = np.nan
    return mean, std


def _rows(points: FloatArray) -> FloatArray:
    return points.reshape(-1, points.shape[-1])


def _slices(stretches: Sequence[Stretch]) -> list[tuple[Stretch, slice]]:
    """Return each stretch, and where its values are among those of all."""
    stops = np.cumsum([len(one.values) for one in stretches])
    return [
        (one, slice(int(stop) - len(one.values), int(stop)))
        for one, stop in zip(stretches, stops, strict=True)
    ]
