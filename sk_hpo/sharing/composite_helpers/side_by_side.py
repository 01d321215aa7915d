"""Transformers whose parts stand side by side: each part is fitted once.

scikit-learn's own composite is fitted with a proxy for each of its parts. The proxy's
``fit`` calls the fitter, which may remember the part, and its ``transform`` returns the
known output for the rows to be scored. The composite's own code does the rest: it
selects the columns of each part and joins the outputs.
"""

from __future__ import annotations

import copy
from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

import sklearn
from sklearn.utils import get_tags

from sk_hpo._compat.sklearn_set_output import gives_arrays
from sk_hpo.sharing.composite import Composite, Fitted, Node, PartsFitter, nodes
from sk_hpo.sharing.data.data_copies import is_fresh
from sk_hpo.sharing.data.split_view import Rows, View
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.sklearn_fit import fitted_attributes
from sk_hpo.sharing.memory.kept_warnings import Recorder
from sk_hpo.sharing.rule import DeclinedError

# A part, and what identifies its columns; None if it gets all columns.
Part = tuple[Recipe, Hashable]


class PartProxy:
    """Takes the place of a part of a composite.

    Parameters
    ----------
    recipe : Recipe
        The recipe of the part.
    fit_part : callable
        Given X, y and parameters, returns the fitted part with the view after it.

    Attributes
    ----------
    part : Fitted or None
        The part with the view after it, when it has been fitted.
    number : int
        Which of the rows to be scored are being transformed.
    """

    def __init__(self, recipe: Recipe, fit_part: Callable[..., Fitted]) -> None:
        self.recipe = recipe
        self.part: Any = None
        self.number = 0
        self._fit_part = fit_part

    @property
    def after(self) -> Any:
        """The view after the fitted part."""
        return self.part.view

    def fit(self, X: Any, y: Any = None, **params: Any) -> PartProxy:
        """Have the fitter fit the part."""
        self.part = self._fit_part(X, y, params)
        del self._fit_part  # a remembered composite need not keep the fitter
        return self

    def fit_transform(self, X: Any, y: Any = None, **params: Any) -> Any:
        """Have the fitter fit the part, and return its output."""
        return self.fit(X, y, **params).after.X

    def transform(self, X: Any) -> Any:
        """Return the output for the rows `number`, which are `X`."""
        return self.after.rows[self.number].get()

    def __sklearn_clone__(self) -> PartProxy:
        return self

    def __sklearn_tags__(self) -> Any:
        return get_tags(self.recipe.template)


class PartsSideBySide(Composite):
    """A composite with parts side by side.

    Attributes
    ----------
    parameter : str
        The name of the parameter that has the parts.
    """

    parameter: ClassVar[str]
    how = "each part is fitted once per split, and transforms rows once"

    @abstractmethod
    def parts(self, recipe: Recipe) -> dict[str, Part]:
        """Return the parts that are fitted, by name."""

    @abstractmethod
    def with_proxies(
        self, recipe: Recipe, proxies: Mapping[str, PartProxy]
    ) -> dict[str, Any]:
        """Return the parameters that have the parts, with their proxies."""

    @abstractmethod
    def set_parts(self, whole: Any, with_proxies: Any, fitted: dict[str, Any]) -> None:
        """Put the fitted parts into the composite.

        Parameters
        ----------
        whole : estimator
            The composite with all that its ``fit`` has set.
        with_proxies : estimator
            The composite that was fitted.
        fitted : dict of str to estimator
            The parts that were fitted, by name.
        """

    def part_view(
        self, name: str, columns: Hashable, view: View, whole: Any, recorder: Recorder
    ) -> View:
        """Return the view of a part; X, y and the parameters are set later.

        Parameters
        ----------
        name : str
            The name of the part.
        columns : hashable
            What identifies its columns.
        view : View
            The view of the composite.
        whole : estimator
            The composite, which is being fitted.
        recorder : Recorder
        """
        return view

    def nodes(self, recipe: Recipe, key: Hashable) -> Iterator[Node]:
        for part, columns in self._checked_parts(recipe).values():
            yield from nodes(part, key if columns is None else (key, columns))

    def fit(
        self, recipe: Recipe, view: View, fitter: PartsFitter, *, transforms: bool
    ) -> Fitted:
        parts = self._checked_parts(recipe)
        whole = recipe.make()
        with_proxies = copy.copy(whole)

        def fit_part(name: str, X: Any, y: Any, params: Mapping[str, Any]) -> Fitted:
            part, columns = parts[name]
            given = self.part_view(name, columns, view, with_proxies, fitter.recorder)
            exposed = columns is None or not is_fresh(X)
            given = replace(given, X=X, y=y, fit_params=params, exposed=exposed)
            return fitter.fit(part, given, transforms=True)

        proxies = {
            name: PartProxy(part, partial(fit_part, name))
            for name, (part, _) in parts.items()
        }
        # in sequence, whatever joblib's settings are
        vars(with_proxies).update(self.with_proxies(recipe, proxies), n_jobs=1)
        X = with_proxies.fit_transform(view.X, view.y, **view.fit_params)
        vars(whole).update(fitted_attributes(with_proxies))
        # a part without columns is not fitted
        fitted = {name: one.part for name, one in proxies.items() if one.part}
        estimators = {name: part.estimator for name, part in fitted.items()}
        self.set_parts(whole, with_proxies, estimators)
        of_parts = [proxies[name] for name in fitted]
        after = _view_after(with_proxies, X, of_parts, view, fitter.recorder)
        if not transforms:
            known = dict(zip(map(id, view.rows), after.rows, strict=True))

            def result(name: str, rows: Rows) -> Any:
                return known[id(rows)].get()

            fitter.known_results.put(whole, ("transform",), view.rows, result)
        n_fits = max((part.n_fits for part in fitted.values()), default=1)
        return Fitted.of_parts(whole, fitted.values(), n_fits, after)

    def _checked_parts(self, recipe: Recipe) -> dict[str, Part]:
        """Return the parts; raise if they can't be fitted one by one."""
        name = type(recipe.template).__name__
        self.check_names(recipe, self.parameter)
        parts = self.parts(recipe)
        if recipe.own["verbose"]:
            raise DeclinedError(f"a {name} with verbose=True reports each of its fits")
        if recipe.own["n_jobs"] not in (None, 1):
            raise DeclinedError(
                f"a {name} with n_jobs fits its parts in its own workers"
            )
        if sklearn.get_config()["enable_metadata_routing"]:
            raise DeclinedError(
                f"with enable_metadata_routing=True a {name} is fitted as a whole"
            )
        templates = [recipe.template, *(part.template for part, _ in parts.values())]
        if not all(map(gives_arrays, templates)):
            raise DeclinedError(f"the {name} or one of its parts returns data frames")
        return parts


def _view_after(
    whole: Any, X: Any, proxies: list[PartProxy], view: View, recorder: Recorder
) -> View:
    """Return the view after a composite, which transforms rows on demand."""

    def transformed(number: int, rows: Rows) -> Any:
        for proxy in proxies:
            proxy.number = number
        # an earlier user-defined step is called once, not for each part
        with rows.held() as given:
            return whole.transform(given)

    rows_after = tuple(
        Rows(
            partial(transformed, number, rows),
            recorder,
            kept=all(one.after.rows[number].kept for one in proxies),
        )
        for number, rows in enumerate(view.rows)
    )
    return view.after(view.key, X, rows_after, held=X is view.X)
