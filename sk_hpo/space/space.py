"""The search space: candidates as points of the unit cube, and back.

Notation: d coordinates, u of shape (d,) in [0, 1], U of shape (n, d).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.constraint import Constraint
from sk_hpo.space.dimensions.categorical import Categorical
from sk_hpo.space.dimensions.cells import FloatArray
from sk_hpo.space.dimensions.coordinate import Coordinate
from sk_hpo.space.dimensions.dimension import Axis, Dimension
from sk_hpo.space.dimensions.entries import Entries
from sk_hpo.space.ignored_coordinates import Ignored, Owner, owners
from sk_hpo.space.layout import CoordinateBlock, blocks_of, coordinates_of
from sk_hpo.space.named_errors import named_errors
from sk_hpo.space.spec import read_spec

Params = dict[str, Any]

# Where ignored parameters are put if the constraint refuses their usual values.
OTHER_PLACES = (0.03, 0.97, 0.25, 0.75)


class Space:
    """A search space; ``from_params`` reads it from a user's dicts.

    Parameters
    ----------
    alternatives : sequence of mapping of str to Dimension
        A candidate belongs to one of them, and has only its parameters.
    budgets : tuple of int or None
        Number of candidates of each alternative, if given.
    ignored : callable, optional
        Returns which parameters are ignored, given the others: see
        `ignored_coordinates.py`. Points have no distance in them.
    constraint : Constraint, optional
        Which candidates are allowed. Points of others have no `candidate`.

    Attributes
    ----------
    alternatives : tuple of dict of str to Dimension
        Each ordered by name.
    budgets : tuple of int or None
    coordinates : tuple of Coordinate
        The d numbers; a parent comes before its children.
    """

    def __init__(
        self,
        alternatives: Sequence[Mapping[str, Dimension]],
        budgets: tuple[int, ...] | None = None,
        ignored: Ignored | None = None,
        constraint: Constraint | None = None,
    ) -> None:
        self.alternatives = tuple(dict(sorted(a.items())) for a in alternatives)
        self.budgets = budgets
        self.ignored = ignored
        self.constraint = constraint
        self._dicts = [Entries(a) for a in self.alternatives]
        n = len(self.alternatives)
        self._all = blocks = blocks_of(self.alternatives)
        self.coordinates: tuple[Coordinate, ...] = coordinates_of(blocks, n)
        self._choice = Categorical(range(n))
        self._blocks: tuple[tuple[CoordinateBlock, ...], ...] = tuple(
            tuple(b for b in blocks if i in b.alternatives) for i in range(n)
        )
        self._axes: tuple[Axis, ...] = ((self._choice,) if n > 1 else ()) + tuple(
            axis for block in blocks for axis in block.dimension.axes
        )

    def __getstate__(self) -> dict[str, Any]:
        # The rest follows from these, and skops would have to trust its types.
        names = "alternatives", "budgets", "ignored", "constraint"
        return {name: vars(self)[name] for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        Space.__init__(self, **state)

    @classmethod
    def from_params(cls, spec: Any) -> Space:
        """Read a search space.

        Parameters
        ----------
        spec : dict, list of dict, or list of (dict, int)
            Parameter names and their possible values.

        Returns
        -------
        Space

        Raises
        ------
        TypeError, ValueError
            The message names the parameter, what was given and what is accepted.
        """
        return cls(*read_spec(spec))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parameters, in alphabetical order."""
        return tuple(sorted({name for a in self.alternatives for name in a}))

    @property
    def n_candidates(self) -> float:
        """Number of distinct candidates, an int, or ``math.inf``.

        An upper bound if alternatives share candidates, parameters are ignored, or
        there is a constraint.
        """
        return sum(math.inf if d.size is None else d.size for d in self._dicts)

    @property
    def parts(self) -> list[Space]:
        """The spaces that have one of the alternatives each."""
        rest = self.ignored, self.constraint
        return [Space([a], None, *rest) for a in self.alternatives]

    def ignoring(self, ignored: Ignored) -> Space:
        """Return the space with a function that says which parameters are ignored."""
        return Space(self.alternatives, self.budgets, ignored, self.constraint)

    def constrained(self, constraint: Constraint | None) -> Space:
        """Return the space with a constraint."""
        return Space(self.alternatives, self.budgets, self.ignored, constraint)

    def encode(self, params: Mapping[str, Any]) -> FloatArray:
        """Return the point of a candidate; coordinates that are not active are 0.5.

        Parameters
        ----------
        params : mapping of str to object

        Returns
        -------
        ndarray of shape (d,)

        Raises
        ------
        ValueError
            If the candidate is not in the space.
        """
        i = self._alternative_of(params)
        u = np.full(len(self.coordinates), 0.5)
        if len(self.alternatives) > 1:
            u[0] = self._choice.to_unit(i)
        for block in self._blocks[i]:
            with named_errors(f"parameter {block.name!r}"):
                u[block.start : block.stop] = block.dimension.encode(params[block.name])
        return self._masked(u)

    def _masked(self, u: FloatArray) -> FloatArray:
        """Return the point with ignored coordinates in the middle."""
        return np.where(self.active(u), u, 0.5) if self._owners else u

    def decode(self, u: npt.ArrayLike) -> Params:
        """Return the candidate at a point.

        Parameters
        ----------
        u : array-like of shape (d,)
            Numbers outside [0, 1] are moved to its ends.

        Returns
        -------
        dict
            Ordered by name, with plain Python values and the user's own objects.
        """
        point = self._checked(u)
        if point.ndim != 1:
            raise ValueError(f"expected one point of shape (d,), got {point.shape}")
        # ignored parameters are the same in all candidates that are one model
        return self._at(self._masked(point))

    def _at(self, point: FloatArray) -> Params:
        i = self._choice.index_at(point[0]) if len(self.alternatives) > 1 else 0
        return {
            block.name: block.dimension.decode(point[block.start : block.stop])
            for block in self._blocks[i]
        }

    def allows(self, params: Mapping[str, Any]) -> bool:
        """Return whether the constraint, if there is one, allows a candidate."""
        return self.constraint is None or self.constraint.allows(params)

    def candidate(self, u: npt.ArrayLike) -> Params | None:
        """Return the candidate at a point, or None if the constraint refuses it.

        Without a constraint this is `decode`. If the constraint refuses the values that
        `decode` gives to ignored parameters, others are tried.

        Parameters
        ----------
        u : array-like of shape (d,)
        """
        params = self.decode(u)
        if self.allows(params):
            return params
        point = self._checked(u)
        ignored = self.exists(point) & ~self.active(point) if self._owners else ()
        if np.any(ignored):
            for place in OTHER_PLACES:
                params = self._at(np.where(ignored, place, point))
                if self.allows(params):
                    return params
        return None

    def active(self, u: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return which coordinates exist and are not ignored; see `exists`."""
        mask = self.exists(u)
        if not self._owners:
            return mask
        U = np.atleast_2d(self._checked(u))
        rows = np.atleast_2d(mask)
        several = len(self.alternatives) > 1
        which = self._choice.indices_at(U[:, 0]) if several else np.zeros(len(U))
        for owner in self._owners:
            owner.mark(U, which == owner.alternative, rows)
        return rows.reshape(mask.shape)

    def exists(self, u: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return which coordinates exist at points, ignored or not.

        Parameters
        ----------
        u : array-like of shape (d,) or (n, d)

        Returns
        -------
        ndarray of bool, of the shape of u
        """
        points = self._checked(u)
        mask = np.ones(points.shape, dtype=np.bool_)
        for j, coordinate in enumerate(self.coordinates):
            if coordinate.condition is None:
                continue
            parent, choices = coordinate.condition
            selector = self._axes[parent]
            assert isinstance(selector, Categorical)
            chosen = np.isin(selector.indices_at(points[..., parent]), list(choices))
            mask[..., j] = mask[..., parent] & chosen
        return mask

    def snap(self, u: npt.ArrayLike) -> FloatArray:
        """Move points to the encodings of their candidates.

        This is ``encode(decode(u))`` for many points at once, up to about 1e-12, by
        which reals are rounded.

        Parameters
        ----------
        u : array-like of shape (d,) or (n, d)

        Returns
        -------
        ndarray of the shape of u
        """
        return np.where(self.active(u), self.placed(u), 0.5)

    def placed(self, u: npt.ArrayLike) -> FloatArray:
        """Move each coordinate to its nearest value, also where it is not active.

        Parameters
        ----------
        u : array-like of shape (d,) or (n, d)

        Returns
        -------
        ndarray of the shape of u
        """
        points = self._checked(u)
        placed = np.empty_like(points)
        for j, axis in enumerate(self._axes):
            placed[..., j] = axis.snap(points[..., j])
        return placed

    def sample(self, n: int, rng: np.random.Generator) -> list[Params]:
        """Draw candidates: alternatives and choices uniformly, ranges by their prior.

        Parameters
        ----------
        n : int
        rng : numpy.random.Generator

        Returns
        -------
        list of dict
        """
        return [self.decode(u) for u in rng.random((n, len(self.coordinates)))]

    def contains(self, params: Mapping[str, Any]) -> bool:
        """Return whether a complete candidate lies in the space."""
        return any(d.contains(params) for d in self._dicts)

    def nearest(
        self, params: Mapping[str, Any], defaults: Mapping[str, Any] | None = None
    ) -> Params:
        """Return the candidate nearest to given values, which may be incomplete.

        It belongs to the alternative that contains most of the values. Values in the
        space stay as they are, numbers outside move to the nearest bound, other values
        to the middle or the first choice.

        Parameters
        ----------
        params : mapping of str to object
            Names that are not in the space are an error.
        defaults : mapping of str to object, optional
            Values of other parameters, such as those of an estimator; names that are
            not in the space are ignored. Parameters without a value are in the middle.

        Returns
        -------
        dict
        """
        unknown = sorted(set(params) - set(self.names))
        if unknown:
            raise ValueError(
                f"parameter {unknown[0]!r} is not in the search space, which has "
                f"{list(self.names)}"
            )
        given = {**(defaults or {}), **params}

        def fit(alternative: Entries) -> tuple[int, int, int]:
            dims = alternative.entries
            named = sum(name in dims for name in params)
            return _n_contained(dims, params), named, _n_contained(dims, given)

        return max(self._dicts, key=fit).nearest(given)

    def is_ignored(self, j: int) -> bool:
        """Return whether coordinate j is ignored everywhere."""
        never = {owner.alternative for owner in self._owners if j in owner.never}
        # the choice of the alternative is in no block
        home = [b.alternatives for b in self._all if b.start <= j < b.stop]
        return bool(home) and home[0] == never

    @cached_property
    def _owners(self) -> list[Owner]:
        """The estimators that ignore some of their parameters."""
        if self.ignored is None:
            return []
        return list(owners(self._blocks, self.ignored))

    def _alternative_of(self, params: Mapping[str, Any]) -> int:
        named = [i for i, a in enumerate(self.alternatives) if a.keys() == set(params)]
        if not named:
            raise ValueError(
                f"got the parameters {sorted(params)}, expected "
                f"{' or '.join(str(list(a)) for a in self.alternatives)}"
            )
        matches = (i for i in named if self._dicts[i].contains(params))
        return named[0] if len(named) == 1 else next(matches, named[0])

    def _checked(self, u: npt.ArrayLike) -> FloatArray:
        points = np.asarray(u, dtype=np.float64)
        d = len(self.coordinates)
        if points.ndim not in (1, 2) or points.shape[-1] != d:
            raise ValueError(f"points have {d} coordinates, got shape {points.shape}")
        if np.isnan(points).any():
            raise ValueError("points must not contain NaN")
        return np.clip(points, 0.0, 1.0)

    def __repr__(self) -> str:
        several = len(self.alternatives) > 1
        return f"Space({list(self.alternatives) if several else self.alternatives[0]})"


def _n_contained(dims: Mapping[Any, Dimension], params: Mapping[str, Any]) -> int:
    return sum(n in params and d.contains(params[n]) for n, d in dims.items())
