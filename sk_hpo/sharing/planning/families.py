"""Which fits can be shared: those on the same path of a rule, and equivalent ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field

from sk_hpo.sharing.composite import nodes
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.rule import rule_for

# What fits need in common to be shared: the key of their data, "path" or "equivalent",
# and a token.
Place = tuple[Hashable, str, Hashable]


@dataclass(eq=False)
class Families:
    """Which settings lie on the same path, known before any of them is fitted.

    Parameters
    ----------
    key : hashable
        The key of the data that the candidates are fitted on.
    group : hashable, default=None
        The group of the candidates. A path is started for one group, since a path of an
        earlier round does not include the settings of a later one.
    bitwise : bool, default=False
        Whether only fits with scores equal bit for bit are shared.
    """

    key: Hashable
    group: Hashable = None
    bitwise: bool = False
    _members: dict[Hashable, dict[Hashable, Recipe]] = field(default_factory=dict)
    _counts: Counter[Hashable] = field(default_factory=Counter)

    def add(self, recipe: Recipe) -> None:
        """Add a candidate."""
        for node in nodes(recipe, self.key):
            for place in places(node.recipe, node.key, bitwise=self.bitwise):
                members = self._members.setdefault(place, {})
                members.setdefault(node.recipe.exact, node.recipe)
                self._counts[place] += 1

    def count(self, place: Hashable) -> int:
        """Return how many candidates need a place, counting equal ones."""
        return self._counts[place]

    def of(self, place: Hashable) -> Collection[Recipe]:
        """Return the different settings that are needed at a place."""
        # a view, not a copy: this is called for every candidate
        return self._members.get(place, {}).values()


def places(recipe: Recipe, key: Hashable, *, bitwise: bool = False) -> list[Place]:
    """Return the places of a fit: the path of its rule, and its equivalent fits.

    With `bitwise`, paths of rules that round are left out.
    """
    if recipe.unknown is not None:
        return []
    equivalent, path = equivalent_to(recipe, key), path_of(recipe, key)
    if path is None or (bitwise and rounds(recipe)):
        return [equivalent]
    return [path, equivalent]


def rounds(recipe: Recipe) -> bool:
    """Return whether a shared fit gives scores that are equal to rounding only."""
    rule = rule_for(recipe.template)
    return rule is not None and rule.rounds_with(recipe.own)


def path_of(recipe: Recipe, key: Hashable) -> Place | None:
    """Return the path that a fit lies on, if there is a rule for it."""
    rule = rule_for(recipe.template)
    if rule is None or rule.why_separate(recipe.own) is not None:
        return None
    return key, "path", recipe.token_without(rule.along)


def equivalent_to(recipe: Recipe, key: Hashable) -> Place:
    """Return the place that a fit has in common with equivalent fits."""
    return key, "equivalent", recipe.token
