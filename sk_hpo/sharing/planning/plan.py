"""Which candidates are evaluated together, and in which order.

Candidates form a group if they are connected by fits that they have in common. Within a
group, those that have most in common follow each other, so that little has to be kept
in memory. Those on one indivisible path are joined.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import sklearn
from sklearn.utils import get_tags

from sk_hpo.registry import is_exactly
from sk_hpo.sharing.composite import Node, nodes
from sk_hpo.sharing.data.split_view import ROOT
from sk_hpo.sharing.identity import value_tokens
from sk_hpo.sharing.identity.draws import draws_somewhere, draws_unused
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.parts import forget_defaults
from sk_hpo.sharing.identity.value_tokens import UnknownError
from sk_hpo.sharing.planning.families import Place, places, rounds
from sk_hpo.sharing.rule import DeclinedError, rule_for

# With these parameter values, estimators take kernels or distances in place of X.
PRECOMPUTED = ("precomputed", "precomputed_nearest_neighbors")
KERNEL_CENTERER = "sklearn.preprocessing.KernelCenterer"
DRAWS_UNUSED = (
    "every fit draws an unused random number, and other candidates draw from "
    "the same random state: set an int as random_state"
)


@dataclass(frozen=True)
class Group:
    """Candidates that share work, by their positions in the list.

    Parameters
    ----------
    members : tuple of int
        The candidates, in the best order of evaluation.
    joined : frozenset of int
        Members to be evaluated together with the member before them.
    """

    members: tuple[int, ...]
    joined: frozenset[int] = frozenset()


@dataclass
class Plan:
    """The groups of a list of candidates, and why some candidates have none.

    Parameters
    ----------
    groups : list of Group
        Groups of two or more candidates.
    alone : dict of int to str
        Why a candidate shares nothing.
    remembering : set of int
        Candidates without a group. They are evaluated in their order, and may share
        what the worker remembers, of earlier rounds too.
    """

    groups: list[Group] = field(default_factory=list)
    alone: dict[int, str] = field(default_factory=dict)
    remembering: set[int] = field(default_factory=set)
    _paths: dict[int, list[Hashable]] = field(default_factory=dict)
    _mates: dict[Hashable, dict[Hashable, int]] = field(default_factory=dict)

    def mates(self, members: Iterable[int]) -> list[int]:
        """Return the other candidates that a worker must know to evaluate `members`.

        These are on the same paths. A path is started for all candidates that are ever
        on it, so that it does not depend on which worker evaluates which candidate.
        """
        inside = set(members)
        # a path has many members: go through it once, not once for each member
        places = {place for one in inside for place in self._paths.get(one, ())}
        found = {mate for place in places for mate in self._mates[place].values()}
        return sorted(found - inside)


def plan(
    estimator: Any,
    candidates: Sequence[Mapping[str, Any]],
    fit_params: Mapping[str, Any],
    *,
    complete: bool = True,
    samples: Sequence[Any] = (),
    bitwise: bool = False,
    resource: str | None = None,
) -> Plan:
    """Group candidates by the work that they have in common.

    Parameters
    ----------
    estimator : estimator
        The estimator on which the parameters are set.
    candidates : sequence of mapping
        Their parameters.
    fit_params : mapping
        Routed to ``fit``.
    complete : bool
        Whether these are all candidates. If more will come, there are no groups, and
        candidates share only what a worker remembers.
    samples : sequence of array-like
        Data with the shapes of the training rows, on which it may depend whether an
        estimator draws from the global random state.
    bitwise : bool
        Whether only fits with scores equal bit for bit are shared.
    resource : str or None
        A parameter of which the candidates get more in a later round. If their fits
        can go on then, the worker remembers those of candidates without a group too.
    """
    forget_defaults()
    if fit_params and sklearn.get_config()["enable_metadata_routing"]:
        reason = "parameters of fit that are routed by request are for whole estimators"
        return Plan(alone=dict.fromkeys(range(len(candidates)), reason))
    given = {name for name, value in fit_params.items() if not _is_rows(value, samples)}
    new = partial(_Planner, estimator, given, complete, samples, bitwise, resource)
    planner = new()
    made = planner.plan(candidates)
    if planner.drawing and planner.unused:
        # their draws decide which numbers the next candidates get
        made = new().plan(candidates, dict.fromkeys(planner.unused, DRAWS_UNUSED))
    return made


def shares_to_rounding(estimator: Any, params: Mapping[str, Any]) -> bool:
    """Return whether a candidate in a group has other bits than one without."""
    return any(rounds(node.recipe) for node in nodes(Recipe(estimator, params), ROOT))


@dataclass(eq=False)
class _Planner:
    """Plans one list of candidates.

    Parameters
    ----------
    estimator, complete, samples, bitwise, resource
        As for `plan`.
    given : set of str
        The parameters of ``fit`` whose objects all fits share.

    Attributes
    ----------
    drawing : bool
        Whether a candidate draws from the global random state.
    unused : list of int
        The candidates that draw only numbers that they do not use.
    made : Plan
        The plan so far.
    """

    estimator: Any
    given: Collection[str]
    complete: bool
    samples: Sequence[Any]
    bitwise: bool
    resource: str | None = None
    drawing: bool = False
    unused: list[int] = field(default_factory=list)
    made: Plan = field(default_factory=Plan)
    # the candidates whose fits can go on with more of the resource
    _growing: set[int] = field(default_factory=set)
    # the number of each place, and the first candidate that needs it
    _numbers: dict[Hashable, tuple[int, int]] = field(default_factory=dict)
    _parents: list[int] = field(default_factory=list)  # union-find
    # why a candidate that shares with no other is alone
    _reasons: dict[int, str] = field(default_factory=dict)
    # a sort key of each candidate, and what is evaluated in one piece
    _order: dict[int, tuple[tuple[Any, int], ...]] = field(default_factory=dict)
    _pieces: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def plan(
        self,
        candidates: Sequence[Mapping[str, Any]],
        apart: Mapping[int, str] = MappingProxyType({}),
    ) -> Plan:
        """Group the candidates; those in `apart` stay alone, for the reasons given."""
        self.made.alone.update(apart)
        for index, params in enumerate(candidates):
            self._parents.append(index)
            if index not in apart:
                self._enter(index, Recipe(self.estimator, params))
        members: dict[int, list[int]] = {}
        for index in self._order:
            members.setdefault(self._root(index), []).append(index)
        for group in members.values():
            if not self.complete or (len(group) == 1 and group[0] in self._growing):
                self.made.remembering.update(group)
            elif len(group) > 1:
                self.made.groups.append(self._group(group))
            else:
                self.made.alone[group[0]] = self._reasons[group[0]]
        return self.made

    def _enter(self, index: int, recipe: Recipe) -> None:
        try:
            needed = _needed(recipe, self.samples)
            if self.given and any(node.recipe.unknown is not None for node in needed):
                raise DeclinedError(
                    f"{', '.join(sorted(self.given))}: all fits are given the same "
                    "object, and one may change it"
                )
            certain = [one for one in needed if not _may_draw(one.recipe, self.samples)]
            if any(draws_unused(node.recipe) for node in certain):
                self.unused.append(index)
            if len(certain) < len(needed):
                self.drawing = True
                self.made.remembering.add(index)
                return
            shared = _shared_places(needed, bitwise=self.bitwise)
            self._reasons[index] = _why_alone(needed, bitwise=self.bitwise)
            if _grows_with(needed[-1].recipe, self.resource):
                self._growing.add(index)
        except (DeclinedError, UnknownError) as reason:
            self.drawing |= isinstance(reason, _DrawsError)
            self.made.alone[index] = str(reason)
        except Exception as error:  # noqa: BLE001  a separate fit reports what is wrong
            self.made.alone[index] = f"{type(error).__name__}: {error}"
        else:
            numbers = [self._note(index, one) for one in shared]
            pairs = list(zip(shared, numbers, strict=True))
            self._order[index] = tuple((one.rank, number) for one, number in pairs)
            self._pieces[index] = tuple(number for one, number in pairs if one.begins)
            if not all(places(node.recipe, node.key) for node in needed):
                # a fit that no other candidate has
                self._pieces[index] += (-1 - index,)

    def _note(self, index: int, shared: _SharedPlace) -> int:
        """Note that a candidate needs the work of a place."""
        place = shared.place
        new = len(self._numbers), index
        number, other = self._numbers.setdefault(place, new)
        if other != index:
            self._parents[self._root(index)] = self._root(other)
        if place[1] == "path":
            self.made._mates.setdefault(place, {}).setdefault(shared.exact, index)
            self.made._paths.setdefault(index, []).append(place)
        return number

    def _root(self, index: int) -> int:
        while self._parents[index] != index:
            self._parents[index] = self._parents[self._parents[index]]
            index = self._parents[index]
        return index

    def _group(self, members: list[int]) -> Group:
        members.sort(key=lambda index: self._order[index])
        joined = {
            later
            for earlier, later in pairwise(members)
            if self._pieces[earlier] == self._pieces[later]
        }
        return Group(tuple(members), frozenset(joined))


def _is_rows(value: Any, samples: Sequence[Any]) -> bool:
    """Return whether a parameter of ``fit`` is immutable or cut for each split."""
    if value_tokens.is_plain(value):
        return True
    shape: Any = getattr(value, "shape", ())
    if isinstance(value, (list, tuple)):
        shape = (len(value),)
    n = max((rows.shape[0] for rows in samples), default=0)
    return len(shape) > 0 and shape[0] >= n


class _DrawsError(DeclinedError):
    """A candidate draws from the global random state."""


@dataclass(frozen=True, slots=True)
class _SharedPlace:
    """A place where a fit of a candidate may be shared with other candidates.

    Parameters
    ----------
    place : Place
    exact : hashable
        The token of the fit at this place.
    rank : object
        A sort key for the candidates at the place before.
    begins : bool
        Whether a piece of work may begin before it.
    """

    place: Place
    exact: Hashable
    rank: Any
    begins: bool


def _needed(recipe: Recipe, samples: Sequence[Any]) -> list[Node]:
    """Return the fits of a candidate.

    Raises
    ------
    DeclinedError, UnknownError
        If the candidate shares nothing.
    """
    needed = list(nodes(recipe, ROOT))
    for node in needed:
        _check(node, samples)
    if not needed:
        raise DeclinedError("no part of the estimator is fitted")
    if any(map(_may_be_pairwise, needed)) and (
        get_tags(recipe.make()).input_tags.pairwise
    ):
        raise DeclinedError("a precomputed kernel or distance is also split by columns")
    return needed


def _why_alone(needed: Sequence[Node], *, bitwise: bool) -> str:
    """Return why a candidate may share nothing, as far as its fits show."""
    found = []
    for node in needed:
        rule = rule_for(node.recipe.template)
        declined = None if rule is None else rule.why_separate(node.recipe.own)
        if rule is not None and bitwise and rounds(node.recipe):
            declined = declined or f"{rule.name} shares to rounding, not bit for bit"
        found.append(node.recipe.unknown or declined)
    told = dict.fromkeys(reason for reason in found if reason)
    return "; ".join(told) or "no other candidate has work in common with it"


def _grows_with(recipe: Recipe, resource: str | None) -> bool:
    """Return whether a fit can go on with more of a resource."""
    rule = rule_for(recipe.template)
    if rule is None or not rule.grows_with(resource):
        return False
    return rule.why_separate(recipe.own) is None


def _may_be_pairwise(node: Node) -> bool:
    """Return whether a fit may be on precomputed kernels or distances.

    Checked first, since only an estimator that has been made says whether it is.
    """
    return node.recipe.unknown is not None or any(
        is_exactly(recipe.template, KERNEL_CENTERER)
        or any(isinstance(v, str) and v in PRECOMPUTED for v in recipe.own.values())
        for recipe in node.recipe.tree()
    )


def _shared_places(needed: Sequence[Node], *, bitwise: bool) -> list[_SharedPlace]:
    """Return the places where the fits of a candidate may be shared.

    Raises
    ------
    DeclinedError
        If there is none.
    """
    found: list[_SharedPlace] = []
    for node in needed:
        here = places(node.recipe, node.key, bitwise=bitwise)
        rule = rule_for(node.recipe.template) if len(here) > 1 else None
        whole = rule is not None and not rule.divisible and node is needed[-1]
        for place in here:
            last = place is here[-1]
            rank = rule.order(node.recipe.own) if last and rule is not None else 0
            begins = not (last and whole)
            found.append(_SharedPlace(place, node.recipe.exact, rank, begins))
    if not found:
        raise DeclinedError(needed[0].recipe.unknown or "no fit is of a known kind")
    return found


def _check(node: Node, samples: Sequence[Any]) -> None:
    """Raise if a candidate with this fit can't share anything."""
    unknown = node.recipe.unknown
    if unknown is not None and "random_state" in unknown:
        raise _DrawsError(unknown)  # sharing would change what it draws
    if any(draws_somewhere(node.recipe, rows, maybe=False) for rows in samples):
        raise _DrawsError(
            f"{type(node.recipe.template).__name__} draws new random numbers in every "
            "fit: set an int as random_state"
        )


def _may_draw(recipe: Recipe, samples: Sequence[Any]) -> bool:
    """Return whether a fit may draw, depending on how many columns a step returns.

    Candidates with such fits are evaluated in their order.
    """
    widened = any(one.widened for one in recipe.tree())
    return widened and any(draws_somewhere(recipe, rows) for rows in samples)
