"""A stand-in for a part, while scikit-learn's own code puts a composite together.

The composite is scikit-learn's, with a stand-in for each of its parts: to fit it asks
the fitter, which may remember the part; to transform rows that are to be scored it
gives what is known of them. All else - which columns a part sees, how the outputs are
put side by side - is the composite's own doing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import sklearn
from sklearn.utils import get_tags

from sk_hpo._compat.sklearn_set_output import gives_arrays
from sk_hpo.sharing.composite import Fitted
from sk_hpo.sharing.data.view import Rows, View
from sk_hpo.sharing.identity.fitted import fitted_attributes
from sk_hpo.sharing.identity.recipe import Recipe
from sk_hpo.sharing.rule import DeclinedError

FitPart = Callable[[Any, Any, Mapping[str, Any]], Fitted]


class StandIn:
    """What a composite takes for a part.

    Parameters
    ----------
    recipe : Recipe
        Of the part.
    fit_part : callable
        Fits it: given X, y and parameters, returns it with the view behind it.

    Attributes
    ----------
    part : Fitted or None
        When it has been fitted.
    number : int
        Of the rows that are being transformed, among those to be scored.
    """

    def __init__(self, recipe: Recipe, fit_part: FitPart) -> None:
        self.recipe = recipe
        self.part: Fitted | None = None
        self.number = 0
        self._fit_part: FitPart | None = fit_part

    def fit(self, X: Any, y: Any = None, **params: Any) -> StandIn:
        """Have the part fitted."""
        assert self._fit_part is not None
        # what fits it is let go: a remembered composite need not keep the fitter
        fit_part, self._fit_part = self._fit_part, None
        self.part = fit_part(X, y, params)
        return self

    def fit_transform(self, X: Any, y: Any = None, **params: Any) -> Any:
        """What comes behind the part."""
        return _behind(self.fit(X, y, **params)).X

    def transform(self, X: Any) -> Any:
        """What comes behind it of the rows `number`, whatever `X`: it is these rows."""
        return _behind(self).rows[self.number].get()

    def __sklearn_clone__(self) -> StandIn:
        return self

    def __sklearn_tags__(self) -> Any:
        return get_tags(self.recipe.template)


def _behind(stand_in: StandIn) -> View:
    assert stand_in.part is not None
    assert stand_in.part.view is not None
    return stand_in.part.view


def check(recipe: Recipe, parts: Iterable[Recipe]) -> None:
    """Raise if the parts of a composite can't be fitted one by one.

    Raises
    ------
    DeclinedError
    """
    name = type(recipe.template).__name__
    if recipe.own["verbose"]:
        raise DeclinedError(f"a {name} with verbose=True tells of each of its fits")
    if recipe.own["n_jobs"] not in (None, 1):
        raise DeclinedError(
            f"a {name} with n_jobs fits its parts in workers of its own"
        )
    if sklearn.get_config()["enable_metadata_routing"]:
        raise DeclinedError(f"metadata is routed by the {name} as a whole")
    templates = [recipe.template, *(part.template for part in parts)]
    if not all(map(gives_arrays, templates)):
        raise DeclinedError(f"the {name} or a part of it is set to give frames")


def assembled(
    recipe: Recipe, stand_ins: Mapping[str, Any], view: View, standing: list[Any]
) -> tuple[Any, Any]:
    """Let scikit-learn put a composite together.

    Parameters
    ----------
    recipe : Recipe
        Of the composite.
    stand_ins : mapping
        The parameters that hold its parts, with stand-ins for them.
    view : View
        What it is fitted on.
    standing : list
        Is given the composite with the stand-ins for parts, before it is fitted.

    Returns
    -------
    whole : estimator
        With all that the composite sets itself when it is fitted; the stand-ins are
        still where fitted parts have to be.
    X : array-like
        Its output.
    """
    whole = recipe.make()
    with_stand_ins = copy.copy(whole)
    # one after another, whatever joblib is told to do around this
    vars(with_stand_ins).update(stand_ins, n_jobs=1)
    standing.append(with_stand_ins)
    X = with_stand_ins.fit_transform(view.X, view.y, **view.fit_params)
    vars(whole).update(fitted_attributes(with_stand_ins))
    return whole, X


def behind(
    standing: Any, X: Any, stand_ins: Iterable[StandIn], view: View, recorder: Any
) -> View:
    """The view behind a composite; it transforms rows when they are asked for.

    Parameters
    ----------
    standing : estimator
        The composite with the stand-ins for parts, fitted.
    X : array-like
        Its output.
    stand_ins : iterable of StandIn
    view : View
        What it is fitted on.
    recorder : Recorder
    """
    stand_ins = list(stand_ins)

    def transformed(number: int, rows: Rows) -> Any:
        for stand_in in stand_ins:
            stand_in.number = number
        # a step of the user's before it is asked once, not for each part
        with rows.held() as given:
            return standing.transform(given)

    rows_behind = tuple(
        Rows(
            partial(transformed, number, rows),
            recorder,
            kept=all(_behind(one).rows[number].kept for one in stand_ins if one.part),
        )
        for number, rows in enumerate(view.rows)
    )
    return view.behind(view.key, X, rows_behind, held=X is view.X)


def cover(whole: Any, view: View, after: View, fitter: Any) -> None:
    """Have a composite that is scored itself answer for rows transformed before."""
    known = dict(zip(map(id, view.rows), after.rows, strict=True))
    fitter.cover.put(
        whole, ("transform",), view.rows, lambda _: lambda rows: known[id(rows)].get()
    )


def fitted_whole(whole: Any, stand_ins: Iterable[StandIn], after: View) -> Fitted:
    """What is told of a composite when it has been fitted."""
    parts = [one.part for one in stand_ins if one.part is not None]
    return Fitted(
        whole,
        n_fits=max((part.n_fits for part in parts), default=1),
        saved=sum(part.saved for part in parts),
        by=tuple(name for part in parts for name in part.by),
        view=after,
        declined="; ".join(part.declined for part in parts if part.declined),
    )
