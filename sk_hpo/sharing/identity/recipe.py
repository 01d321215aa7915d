"""A recipe: an estimator and the parameters that a candidate sets on it.

Recipes are compared by token, so that what is equal is found without making anything;
`make` gives the unfitted estimator that scikit-learn would fit.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from scipy.sparse import csr_matrix, issparse
from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import Pipeline

from sk_hpo._compat.sklearn_search import BaseSearchCV
from sk_hpo._compat.sklearn_validation import check_params
from sk_hpo.registry import is_exactly, variant_for
from sk_hpo.sharing.identity import token
from sk_hpo.sharing.identity.columns import may_widen
from sk_hpo.sharing.identity.repeatable import varies
from sk_hpo.sharing.identity.sparse_order import is_in_order, sorts
from sk_hpo.sharing.identity.token import UnknownError

# Parameters by which an estimator may write into the data that it is given.
# `copy_X_train` is none: Gaussian processes hold the data and write nothing.
IN_PLACE = ("copy", "copy_X", "copy_x")
BOOLS = (bool, np.bool_)
# What a clone has besides its parameters.
CLONED = {"_sklearn_output_config", "_metadata_request", "_skl_callbacks"}
# What stands in the place of a part that is left out.
NO_PART = ("passthrough", "drop", None)
WIDE = 2**31 - 1
# By which values of a parameter estimators without random_state draw.
UNSEEDED: dict[str, dict[str, tuple[str, ...]]] = {
    "GraphicalLasso": {"mode": ("cd", "lars")},
    "GraphicalLassoCV": {"mode": ("cd", "lars")},
    "Isomap": {"eigen_solver": ("auto", "arpack")},
    "QuantileRegressor": {"solver": ("revised simplex",)},
}
KNOWN_PACKAGES = ("sklearn", "lightgbm", "xgboost", "catboost")


class Recipe:
    """An unfitted estimator, described.

    Parameters
    ----------
    template : estimator
        Never modified.
    params : mapping of str to object
        What ``set_params`` is called with; names may be nested.
    seeded : bool, default=False
        Whether the estimator that it is a part of gives it its seed.
    tuned : bool, default=False
        Whether a search that it is a part of sets some of its parameters.
    widened : bool, default=False
        Whether it may be given more columns than the search, by steps before it.
    """

    def __init__(
        self,
        template: Any,
        params: Mapping[str, Any],
        *,
        seeded: bool = False,
        tuned: bool = False,
        widened: bool = False,
    ) -> None:
        self.template = template
        self.params = params
        self.seeded = seeded
        self.tuned = tuned
        self.widened = widened
        self._parts: dict[str, Recipe] = {}
        self._valid: dict[frozenset[str], bool] = {}
        self._without: dict[tuple[str, ...], Hashable] = {}

    def make(self) -> Any:
        """A new estimator, as scikit-learn's searches make it."""
        if self._is_plain:
            estimator = type(self.template)(**_defaults(self.template))
            for name, value in self.params.items():
                setattr(estimator, name, value)
            return estimator
        estimator = clone(self.template)
        if self.params:
            given = {k: clone(v, safe=False) for k, v in self.params.items()}
            estimator.set_params(**given)
        return estimator

    @cached_property
    def _is_plain(self) -> bool:
        """Whether cloning comes to calling the class with the template's parameters."""
        return (
            _package(self.template) == "sklearn"
            and not vars(self.template).keys() & CLONED
            and self.params.keys() <= self.own.keys()
            and not self._not_plain
        )

    @cached_property
    def own(self) -> dict[str, Any]:
        """The estimator's own parameters; those of its parts are not among them."""
        own = dict(_defaults(self.template))
        # the others' get_params need not list what has not been set
        open_ended = _package(self.template) != "sklearn"
        own.update(
            (name, value)
            for name, value in self.params.items()
            if name in own or (open_ended and "__" not in name)
        )
        return own

    def part(self, name: str, default: Any = None, *, widened: bool = False) -> Recipe:
        """The recipe of the estimator that is the parameter `name`, or that step.

        `default` is the step that the template has, which may be `widened`.
        """
        if name in self._parts:
            return self._parts[name]
        estimator = self.params.get(name, default)
        if estimator is None:
            estimator = self.own[name]
        prefix = f"{name}__"
        inner = {
            key[len(prefix) :]: value
            for key, value in self.params.items()
            if key.startswith(prefix)
        }
        seeded = self.seeded or name in getattr(_family(self.template), "seeds", ())
        tuned = self.tuned or isinstance(self.template, BaseSearchCV)
        self._parts[name] = Recipe(
            estimator,
            inner,
            seeded=seeded,
            tuned=tuned,
            widened=self.widened or widened,
        )
        return self._parts[name]

    def steps(self, name: str) -> list[tuple[str, Recipe | None, tuple[Any, ...]]]:
        """The named parts in the parameter `name`: name, recipe, and what follows.

        The recipe is None where a part is left out.
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
    def token(self) -> Hashable:
        """What equals another's if the fits do.

        Raises
        ------
        UnknownError
            If nothing promises that.
        """
        return self._token(self.ignored)

    def token_without(self, names: tuple[str, ...]) -> Hashable:
        """The token of all but some of the own parameters."""
        if names not in self._without:  # asked for every split
            self._without[names] = self._token(self.ignored.union(names))
        return self._without[names]

    @cached_property
    def exact(self) -> Hashable:
        """As `token`, but parameters that are ignored count as well."""
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
        kind = type(self.template)
        if _package(self.template) not in KNOWN_PACKAGES:
            raise UnknownError(f"{kind.__name__} is not known to give equal fits")
        its_clone = getattr(kind, "__sklearn_clone__", None)
        if its_clone not in (None, BaseEstimator.__sklearn_clone__):
            raise UnknownError(f"{kind.__name__} may be fitted already")
        own = self.own
        if self._keeps_others:
            raise UnknownError(
                f"{kind.__name__} keeps what it derives from the parameters before"
            )
        if varies(kind, own):
            raise UnknownError(
                f"{kind.__name__} may answer otherwise when it is asked again"
            )
        if _is_unseeded(kind, own):
            raise UnknownError(
                f"{kind.__name__} draws anew for every fit: it has no random_state"
            )
        if own.get("random_state", 0) is None and not self._may_draw_nothing:
            raise UnknownError(
                f"{kind.__name__}(random_state=None) draws anew for every fit: "
                "set an int"
            )
        # of transformers: whether they give arrays or frames
        output = vars(self.template).get("_sklearn_output_config")
        return (
            kind,
            None if output is None else token.of_value(output),
            tuple(
                (name, self._of(name, own[name], exact=exact))
                for name in sorted(own)
                if name not in skip
            ),
        )

    @cached_property
    def _keeps_others(self) -> bool:
        """Whether attributes are derived from the template's parameters, not its own.

        scikit-learn sets the parameters on a clone, which has called ``__init__`` with
        those of the template.
        """
        if (
            _package(self.template) != "sklearn"
            or not self.params.keys() & self.own.keys()
        ):
            return False
        kind = type(self.template)
        made = vars(kind(**_defaults(self.template)))
        if made.keys() <= self.own.keys():
            return False
        anew = vars(kind(**self.own))
        return any(
            token.is_plain(value) and not _same(value, made.get(name))
            for name, value in anew.items()
            if name not in self.own
        )

    def _of(self, name: str, value: Any, *, exact: bool) -> Hashable:
        if token.is_plain(value):
            return token.of_value(value)
        if _is_estimator(value):
            part = self.part(name)
            return part.exact if exact else part.token
        if _are_named(value):
            return tuple(
                (
                    step,
                    None if part is None else part.exact if exact else part.token,
                    token.of_value(rest),
                )
                for step, part, rest in self.steps(name)
            )
        return token.of_value(value)

    @cached_property
    def ignored(self) -> frozenset[str]:
        """The own parameters that have no influence on the fit."""
        if self.tuned:  # they may have one on the fits of the search that it is in
            return frozenset()
        family = _family(self.template)
        return frozenset(family.ignored(self.own)) if family else frozenset()

    def named(self, name: str) -> Recipe | None:
        """The part of a name, be it a parameter or a step; None if there is none.

        Nor of a class that is not known, which may set parameters of its parts.
        """
        if _package(self.template) not in KNOWN_PACKAGES:
            return None
        if name in self.own:
            return self.part(name) if _is_estimator(self.own[name]) else None
        for key, value in self.own.items():
            if _are_named(value):
                for step, part, _ in self.steps(key):
                    if step == name:
                        return part
        return None

    @property
    def _may_draw_nothing(self) -> bool:
        if self.seeded or "random_state" in self.ignored:
            return True
        return hasattr(_family(self.template), "draws")

    def draws(self, X: Any) -> bool:
        """Whether a fit on `X` would draw from the global random state."""
        seed = self.own.get("random_state", 0)
        given = seed is not None and not isinstance(seed, str)  # "deprecated": None
        if given or "random_state" in self.ignored:
            return False
        family: Any = _family(self.template)
        return (
            family is None or not hasattr(family, "draws") or family.draws(self.own, X)
        )

    def draws_somewhere(self, X: Any, *, maybe: bool = True) -> bool:
        """Whether it, or an estimator in it, would draw from the global random state.

        As far as its parameters tell, whether or not there is a token.

        Parameters
        ----------
        X : array-like
            Of the shape of the search's training rows.
        maybe : bool
            The answer for what is `widened`, if it depends on how many columns it will
            be given.
        """
        if self.seeded:
            return False
        return (
            self.draws(X)
            or (maybe and self.widened and self.draws(_wide(X)))
            or any(part.draws_somewhere(X, maybe=maybe) for part in self._inside)
            or any(_draws_itself(value) for value in self._not_plain.values())
        )

    @cached_property
    def is_widened(self) -> bool:
        """Whether it, or an estimator in it, is `widened`."""
        return any(recipe.widened for recipe in self.tree())

    def draws_unused(self) -> bool:
        """Whether it, or an estimator in it, draws a number that has no influence."""
        if self.seeded:
            return False
        family: Any = _family(self.template)
        return (
            self.own.get("random_state") is None  # some have none, and draw
            and hasattr(family, "draws_unused")
            and family.draws_unused(self.own)
        ) or any(part.draws_unused() for part in self._inside)

    @cached_property
    def _not_plain(self) -> dict[str, Any]:
        """The own parameters that are no numbers, texts and the like."""
        return {k: v for k, v in self.own.items() if not token.is_plain(v)}

    @cached_property
    def _inside(self) -> list[Recipe]:
        """The recipes of the estimators that it is made of."""
        found = []
        for name, value in self._not_plain.items():
            if _is_estimator(value):
                found.append(self.part(name))
            elif _are_named(value):
                found += [part for _, part, _ in self.steps(name) if part is not None]
        return found

    def valid(self, names: Iterable[str]) -> bool:
        """Whether the estimator's own fit would accept these parameters.

        And those of the estimators in it that are ignored: what takes a fit from
        another has none that would refuse them.
        """
        key = frozenset(names)
        if key not in self._valid:
            try:
                check_params(self.make(), key)
            except Exception:  # noqa: BLE001  its own fit tells what is wrong
                self._valid[key] = False
            else:
                inside = self._inside
                self._valid[key] = all(part.valid(part.ignored) for part in inside)
        return self._valid[key]

    def tree(self) -> Iterator[Recipe]:
        """The estimator, those among its parameters, those among theirs."""
        yield self
        for part in self._inside:
            yield from part.tree()

    @cached_property
    def sorts(self) -> bool:
        """Whether a fit, or an answer, may sort sparse data in place."""
        return any(sorts(type(recipe.template)) for recipe in self.tree())

    def may_write(self, X: Any) -> bool:
        """Whether X may be changed in place when it is given them."""
        return self.writes or (self.sorts and not is_in_order(X))

    @cached_property
    def holds_generator(self) -> bool:
        """Whether a fit moves on a generator among its parameters."""
        values = (value for recipe in self.tree() for value in recipe.own.values())
        return any(isinstance(value, np.random.RandomState) for value in values)

    @property
    def writes(self) -> bool:
        """Whether a class or a function of the user's may write into its data."""
        return self.unknown is not None

    @cached_property
    def in_place(self) -> bool:
        """Whether scikit-learn's own code is asked to write into its data."""
        return any(
            recipe.unknown is None
            and (
                _calls_another(recipe)
                or any(map(_says_so, recipe.own, recipe.own.values()))
            )
            for recipe in self.tree()
        )


def _draws_itself(value: Any) -> bool:
    """Whether a parameter that is no estimator draws from the global random state."""
    if _is_estimator(value) or _are_named(value):
        return False
    if getattr(value, "random_state", 0) is None:  # a splitter
        return bool(getattr(value, "shuffle", True))
    return isinstance(value, dict) and any(  # the grid of a search in the search
        str(key).endswith("random_state") and None in choices
        for key, choices in value.items()
        if isinstance(choices, (list, tuple))
    )


def _wide(X: Any) -> Any:
    """Rows like these with more columns than any solver is chosen for."""
    if issparse(X):
        return csr_matrix((X.shape[0], WIDE))
    return np.broadcast_to(0.0, (X.shape[0], WIDE))


def _is_unseeded(kind: type, own: Mapping[str, Any]) -> bool:
    """Whether an estimator of scikit-learn's draws, and can't be given a seed."""
    if not kind.__module__.startswith("sklearn."):
        return False
    drawing = UNSEEDED.get(kind.__name__, {})
    return any(own[name] in values for name, values in drawing.items())


def _same(value: Any, other: Any) -> bool:
    return token.is_plain(other) and token.of_value(value) == token.of_value(other)


def _calls_another(recipe: Recipe) -> bool:
    """Whether an estimator hands its data to a function that may write into them."""
    if not is_exactly(recipe.template, "sklearn.preprocessing.FunctionTransformer"):
        return False
    functions = (recipe.own["func"], recipe.own["inverse_func"])
    return not all(
        one is None or isinstance(one, np.ufunc) for one in functions
    ) or bool(recipe.own["kw_args"])


def _says_so(name: Any, value: Any) -> bool:
    """Whether a parameter is `IN_PLACE`, or one of those in it.

    Those among the keywords of a function, of a ``partial`` too, and in the grid of a
    search in the search.
    """
    if isinstance(value, dict):
        return any(_says_so(key, item) for key, item in value.items())
    if isinstance(value, partial):
        return _says_so(name, value.keywords)
    if isinstance(value, (list, tuple)):
        return any(_says_so(name, item) for item in value)
    of_one = str(name).rpartition("__")[2]
    return of_one in IN_PLACE and isinstance(value, BOOLS) and not value


def _family(estimator: Any) -> Any:
    """The module that knows which parameters an estimator ignores, if there is one."""
    return variant_for("sk_hpo.sharing.ignored", type(estimator))


_DEFAULTS: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def _defaults(template: Any) -> dict[str, Any]:
    """The own parameters of an estimator that is not modified during a search."""
    if type(template).__hash__ is None:  # a kernel of a Gaussian process
        return dict(template.get_params(deep=False))
    if template not in _DEFAULTS:
        _DEFAULTS[template] = template.get_params(deep=False)
    return _DEFAULTS[template]


def forget_defaults() -> None:
    """Take no estimator for what it was: its owner may have set parameters since."""
    _DEFAULTS.clear()


def _package(estimator: Any) -> str:
    return type(estimator).__module__.partition(".")[0]


def _is_estimator(value: Any) -> bool:
    return hasattr(value, "get_params") and not isinstance(value, type)


def _are_named(value: Any) -> bool:
    """Whether a value is what ``steps`` or ``estimators`` are: named parts."""
    return (
        isinstance(value, (list, tuple))
        and len(value) > 0
        and all(
            isinstance(item, tuple)
            and len(item) > 1
            and isinstance(item[0], str)
            and (_is_estimator(item[1]) or item[1] in NO_PART)
            for item in value
        )
    )
