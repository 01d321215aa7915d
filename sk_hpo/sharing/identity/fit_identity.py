"""Recipes: an estimator and the parameters that a candidate sets on it.

Recipes are compared by token, so equal fits are found without making an estimator.
`make` returns the unfitted estimator that scikit-learn would fit.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from sk_hpo._compat.sklearn_search import BaseSearchCV
from sk_hpo._compat.sklearn_validation import check_params
from sk_hpo.sharing.identity import value_tokens
from sk_hpo.sharing.identity.column_counts import may_widen
from sk_hpo.sharing.identity.data_writes import writes_in_place
from sk_hpo.sharing.identity.ignored_registry import Ignores, ignored_by
from sk_hpo.sharing.identity.no_token import is_known, why_no_token
from sk_hpo.sharing.identity.parts import are_named, defaults, is_estimator, package
from sk_hpo.sharing.identity.sparse_order import is_in_order, sorts
from sk_hpo.sharing.identity.value_tokens import UnknownError

# Attributes that a clone has besides its parameters.
CLONED = {"_sklearn_output_config", "_metadata_request", "_skl_callbacks"}


@dataclass(eq=False)
class Recipe:
    """An unfitted estimator that is described, not made.

    Parameters
    ----------
    template : estimator
        Never modified.
    params : mapping of str to object
        What ``set_params`` is called with; names may be nested.
    seeded : bool, default=False
        Whether the estimator that it is a part of sets its random_state.
    tuned : bool, default=False
        Whether a search that it is a part of sets some of its parameters.
    widened : bool, default=False
        Whether steps before it may return more columns than they get.
    """

    template: Any
    params: Mapping[str, Any]
    _: KW_ONLY
    seeded: bool = False
    tuned: bool = False
    widened: bool = False
    _parts: dict[str, Recipe] = field(default_factory=dict)
    _valid: dict[frozenset[str], bool] = field(default_factory=dict)
    _without: dict[tuple[str, ...], Hashable] = field(default_factory=dict)

    def make(self) -> Any:
        """Return a new estimator, as scikit-learn's searches make it."""
        if self._is_plain:
            estimator = type(self.template)(**defaults(self.template))
            for name, value in self.params.items():
                setattr(estimator, name, value)
            return estimator
        estimator = clone(self.template)
        if self.params:
            given = {k: clone(v, safe=False) for k, v in self.params.items()}
            estimator.set_params(**given)
        return estimator

    @cached_property
    def family(self) -> Ignores:
        """The parameters that its class ignores."""
        kind: type = type(self.template)
        return ignored_by(kind)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether a clone is the class called with the template's parameters."""
        return (
            package(self.template) == "sklearn"
            and not vars(self.template).keys() & CLONED
            and self.params.keys() <= self.own.keys()
            and not self.not_plain
        )

    @cached_property
    def own(self) -> dict[str, Any]:
        """The estimator's own parameters; those of its parts are not among them."""
        own = dict(defaults(self.template))
        # get_params of other packages need not list a parameter that is not set
        open_ended = package(self.template) != "sklearn"
        own.update(
            (name, value)
            for name, value in self.params.items()
            if name in own or (open_ended and "__" not in name)
        )
        return own

    @cached_property
    def not_plain(self) -> dict[str, Any]:
        """The own parameters that are not plain values such as numbers and strings."""
        return {k: v for k, v in self.own.items() if not value_tokens.is_plain(v)}

    def part(self, name: str, default: Any = None, *, widened: bool = False) -> Recipe:
        """Return the recipe of the estimator that is a parameter or a step.

        Parameters
        ----------
        name : str
            The name of the parameter or step.
        default : estimator, optional
            The step of the template.
        widened : bool
            Whether the steps before it may widen the data.
        """
        if name in self._parts:
            return self._parts[name]
        estimator = self.params.get(name, default)
        if estimator is None:
            estimator = self.own[name]
        prefix = f"{name}__"
        inner = {
            key.removeprefix(prefix): value
            for key, value in self.params.items()
            if key.startswith(prefix)
        }
        self._parts[name] = Recipe(
            estimator,
            inner,
            seeded=self.seeded or name in self.family.seeds,
            tuned=self.tuned or isinstance(self.template, BaseSearchCV),
            widened=self.widened or widened,
        )
        return self._parts[name]

    def steps(self, name: str) -> list[tuple[str, Recipe | None, tuple[Any, ...]]]:
        """Return the named parts in a parameter: name, recipe, and what follows.

        The recipe is None if the part is left out.
        """
        found = []
        in_a_row, widened = type(self.template) is Pipeline, False
        for step, default, *rest in self.own[name]:
            value = self.params.get(step, default)
            left_out = value is None or isinstance(value, str)
            recipe = None if left_out else self.part(step, value, widened=widened)
            if in_a_row and recipe is not None and not widened:
                widened = may_widen(recipe.template, recipe.own)
            found.append((step, recipe, (value, *rest) if left_out else tuple(rest)))
        return found

    @cached_property
    def parts(self) -> list[Recipe]:
        """The recipes of the estimators among the own parameters."""
        found = []
        for name, value in self.not_plain.items():
            if is_estimator(value):
                found.append(self.part(name))
            elif are_named(value):
                found += [part for _, part, _ in self.steps(name) if part is not None]
        return found

    def tree(self) -> Iterator[Recipe]:
        """Iterate over the estimator, its parts, and their parts."""
        yield self
        for part in self.parts:
            yield from part.tree()

    def named(self, name: str) -> Recipe | None:
        """Return the recipe of a part by its name; None if there is none.

        Also None for an unknown class, which may set parameters of its parts.
        """
        if not is_known(self.template):
            return None
        if name in self.own:
            return self.part(name) if is_estimator(self.own[name]) else None
        parts = (
            part
            for key, value in self.own.items()
            if are_named(value)
            for step, part, _ in self.steps(key)
            if step == name
        )
        return next(parts, None)

    @cached_property
    def ignored(self) -> frozenset[str]:
        """The own parameters that the fit ignores."""
        if self.tuned:  # the search may set parameters under which these are used
            return frozenset()
        return frozenset(self.family.names(self.own))

    @cached_property
    def token(self) -> Hashable:
        """A value that is equal for two recipes if their fits on equal data are.

        Raises
        ------
        UnknownError
            If equal settings do not guarantee equal fits.
        """
        return self._token(self.ignored)

    def token_without(self, names: tuple[str, ...]) -> Hashable:
        """Return the token of the own parameters without some of them."""
        if names not in self._without:  # needed for every split
            self._without[names] = self._token(self.ignored.union(names))
        return self._without[names]

    @cached_property
    def exact(self) -> Hashable:
        """A token with the values of ignored parameters too."""
        return self._token(frozenset(), exact=True)

    @cached_property
    def unknown(self) -> str | None:
        """Why there is no token, or None if there is one."""
        try:
            hash(self.token)
        except UnknownError as reason:
            return str(reason)
        return None

    def _token(self, skip: frozenset[str], *, exact: bool = False) -> Hashable:
        own = self.own
        draws = "random_state" not in self.ignored and self.family.draws is None
        draws = draws and not self.seeded
        why = why_no_token(self.template, self.params, own, draws=draws)
        if why is not None:
            raise UnknownError(why)
        # of transformers: whether they give arrays or frames
        output = vars(self.template).get("_sklearn_output_config")
        return (
            type(self.template),
            value_tokens.of_value(output),
            tuple(
                (name, self._of(name, own[name], exact=exact))
                for name in sorted(own)
                if name not in skip
            ),
        )

    def _of(self, name: str, value: Any, *, exact: bool) -> Hashable:
        def of_part(part: Recipe | None) -> Hashable:
            return part and (part.exact if exact else part.token)

        if value_tokens.is_plain(value):
            return value_tokens.of_value(value)
        if is_estimator(value):
            return of_part(self.part(name))
        if are_named(value):
            return tuple(
                (step, of_part(part), value_tokens.of_value(rest))
                for step, part, rest in self.steps(name)
            )
        return value_tokens.of_value(value)

    def valid(self, names: Iterable[str]) -> bool:
        """Return whether the estimator's own fit would accept these parameters.

        The ignored parameters of its parts must be valid too, since they are not
        checked if the fit of another estimator is reused.
        """
        key = frozenset(names)
        if key not in self._valid:
            try:
                check_params(self.make(), key)
            except Exception:  # noqa: BLE001  a separate fit reports what is wrong
                self._valid[key] = False
            else:
                self._valid[key] = all(part.valid(part.ignored) for part in self.parts)
        return self._valid[key]

    @cached_property
    def sorts(self) -> bool:
        """Whether a fit, or a later call, may sort sparse data in place."""
        return any(sorts(type(recipe.template)) for recipe in self.tree())

    def may_write(self, X: Any) -> bool:
        """Return whether a fit on X, or a later call for X, may write into X."""
        return self.unknown is not None or (self.sorts and not is_in_order(X))

    @cached_property
    def holds_generator(self) -> bool:
        """Whether a fit advances a random generator among its parameters."""
        values = (value for recipe in self.tree() for value in recipe.own.values())
        return any(isinstance(value, np.random.RandomState) for value in values)

    @cached_property
    def in_place(self) -> bool:
        """Whether its parameters let scikit-learn's own code write into its data."""
        return any(
            recipe.unknown is None and writes_in_place(recipe.template, recipe.own)
            for recipe in self.tree()
        )
