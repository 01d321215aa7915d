"""Fit the estimators of candidates on one split, and their common parts once."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sklearn.pipeline import FeatureUnion, Pipeline

from sk_hpo.sharing.composite import Fitted, composite_for
from sk_hpo.sharing.data.data_copies import Writers
from sk_hpo.sharing.data.split_view import ROOT, Rows, View
from sk_hpo.sharing.fitting.started_path import StartedPath
from sk_hpo.sharing.identity.draws import draws
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.repeatable import METHODS
from sk_hpo.sharing.identity.sklearn_fit import fit
from sk_hpo.sharing.memory import kept_warnings
from sk_hpo.sharing.memory.kept_warnings import Recorder, Warned
from sk_hpo.sharing.memory.memo import Memo, nbytes
from sk_hpo.sharing.planning.families import Families, equivalent_to, path_of
from sk_hpo.sharing.rule import DeclinedError, rule_for
from sk_hpo.sharing.rule_helpers.equivalent import EquivalentPath, take_over
from sk_hpo.sharing.scoring.known_results import KnownResults

# The memo has this in place of a fit that failed. Separate fits report the error.
FAILED = "the same shared work has already failed for a candidate"


@dataclass
class _Stage:
    """A fitted transformer with the view after it, and the token of its recipe."""

    fitted: Fitted
    warned: Warned
    seconds: float
    exact: Hashable


@dataclass(eq=False)
class Fitter:
    """Fits recipes on views, and remembers what may be needed again.

    Parameters
    ----------
    memo : Memo
        Where results are kept.
    split : int
        The number of the split.
    families : Families or None
        The settings of all candidates; None if they are not known. Then only fits that
        are equal bit for bit are shared, since the candidates may come in any order.
    recorder : Recorder
        Records warnings.
    known_results : KnownResults
        Replaces methods whose results are known.
    writers : Writers
        The classes that have written into data.
    resource : str or None
        A parameter of which candidates get more in a later round. Fits that can go on
        then are remembered.

    Attributes
    ----------
    shared_seconds : float
        The seconds spent on work for more than one candidate.
    """

    memo: Memo
    split: int
    families: Families | None
    recorder: Recorder
    known_results: KnownResults
    writers: Writers
    resource: str | None = None
    shared_seconds: float = 0.0

    def fit(self, recipe: Recipe, view: View, *, transforms: bool = False) -> Fitted:
        """Fit an estimator; if it `transforms`, the result has the view after it.

        Raises
        ------
        Exception
            Any error of the fit. A separate fit raises it again.
        """
        if transforms:
            return self._stage(recipe, view)
        composite = composite_for(recipe.template)
        if composite is not None:
            return composite.fit(recipe, view, self, transforms=False)
        return self._last(recipe, view)

    def _key(self, place: Hashable) -> Hashable:
        return self.split, self.families and self.families.group, place

    def _remembered(self, key: Hashable) -> Any:
        """Return the value of a key in the memo; raise if that fit has failed."""
        found = self.memo.get(key)
        if found is FAILED:
            raise DeclinedError(FAILED)
        return found

    def _fit_for_all(
        self, key: Hashable, run: Callable[[], Fitted]
    ) -> tuple[Fitted, Warned, float]:
        """Return a fit that several candidates need, its warnings and its seconds."""
        start = time.perf_counter()
        try:
            with self.recorder.block() as caught:
                fitted = run()
        except Exception:
            self.memo.put(key, FAILED, 0)
            raise
        return fitted, tuple(caught), time.perf_counter() - start

    def _stage(self, recipe: Recipe, view: View) -> Fitted:
        """Fit a transformer, or take it from the memo."""
        if not _is_known(recipe, view):
            return self._transformed(recipe, view, object())
        key = self.split, view.key, "stage", recipe.token
        known: _Stage | None = self._remembered(key)
        stage = known
        if stage is None:
            run = partial(self._transformed, recipe, view, (view.key, recipe.token))
            stage = _Stage(*self._fit_for_all(key, run), recipe.exact)
            self.shared_seconds += stage.seconds
            after = stage.fitted.view
            size = nbytes(stage.fitted.estimator) + nbytes(after and after.X)
            self.memo.put(key, stage, size)
        kept_warnings.give(stage.warned)
        fitted = stage.fitted.estimator
        same = stage.exact == recipe.exact
        # a copy, since a scorer may fit it again
        estimator = copy.copy(fitted) if same else _with_params(fitted, recipe)
        found = replace(stage.fitted, estimator=estimator)
        if known is None:
            return found
        return replace(found, n_fits=0, saved=stage.seconds, by=("prefix", *found.by))

    def _transformed(self, recipe: Recipe, view: View, key: Hashable) -> Fitted:
        """Fit a transformer; `key` is that of the view after it."""
        known = recipe.unknown is None
        own = view.own or not known
        composite = composite_for(recipe.template)
        if composite is not None:
            fitted = composite.fit(recipe, view, self, transforms=True)
            assert fitted.view is not None
            fitted.view = replace(
                fitted.view, key=key, fit_params={}, all_rows=None, own=own
            )
            return fitted
        given = view.X
        started = self._path(recipe, view)
        taken = started.take(recipe, view, self, scored=False)
        if taken is not None:
            assert started.path is not None
            fitted, result = taken, partial(started.path.result, taken.estimator)
            X = result("fit_transform", view.X)

            def transform(rows: Rows) -> Any:
                return result("transform", rows.get())

        else:
            transformer = recipe.make()
            if not hasattr(transformer, "transform"):
                raise DeclinedError(
                    "scikit-learn rejects a step that is not a transformer"
                )
            with view.lent(recipe, self.writers) as lent:
                given = lent.X
                X = _fit_transform(transformer, lent)
            fitted = Fitted(transformer, declined=started.declined)
            writers = self.writers

            def transform(rows: Rows) -> Any:
                with view.rows_lent(rows, recipe, writers) as X:
                    return transformer.transform(X)

        rows_after = tuple(
            Rows(partial(transform, rows), self.recorder, kept=known and rows.kept)
            for rows in view.rows
        )
        after = view.after(key, X, rows_after, held=view.exposed and X is given)
        fitted.view = replace(after, own=own)
        return fitted

    def _last(self, recipe: Recipe, view: View) -> Fitted:
        """Fit an estimator that no step follows."""
        if not _is_known(recipe, view):
            return self._alone(recipe, view)
        place = equivalent_to(recipe, view.key)
        if self.families is None or self.families.count(place) < 2:
            return self._by_rule(recipe, view)
        key = self._key(place)
        started: StartedPath | None = self._remembered(key)
        if started is not None:
            taken = started.take(recipe, view, self, scored=True)
            return taken or self._alone(recipe, view)
        run = partial(self._by_rule, recipe, view)
        fitted, warned, seconds = self._fit_for_all(key, run)
        started = StartedPath(
            EquivalentPath(fitted.estimator),
            by=("equivalent", *fitted.by),
            methods=METHODS,
            warned=warned,
            seconds=seconds,
            fresh=False,
        )
        self.memo.put(key, started, nbytes(fitted.estimator))
        kept_warnings.give(warned)
        return fitted

    def _by_rule(self, recipe: Recipe, view: View) -> Fitted:
        """Fit by the rule, or else separately."""
        started = self._path(recipe, view)
        taken = started.take(recipe, view, self, scored=True)
        if taken is not None:
            return taken
        if started.broken and view.key == ROOT:
            # its own fit may fail too, and on the rows of the split it is a separate
            # fit
            raise DeclinedError(started.declined)
        return self._alone(recipe, view, started.declined)

    def _alone(self, recipe: Recipe, view: View, declined: str = "") -> Fitted:
        estimator = recipe.make()
        with view.lent(recipe, self.writers) as lent:
            # the return value of `fit` is not used, as in scikit-learn
            fit(estimator, lent.X, lent.y, lent.fit_params)
        return Fitted(estimator, declined=declined)

    def _path(self, recipe: Recipe, view: View) -> StartedPath:
        """Return the path of a fit; start it if several estimators lie on it."""
        rule = rule_for(recipe.template)
        if rule is None or not _is_known(recipe, view):
            return StartedPath()
        place = path_of(recipe, view.key)
        if place is None:
            return StartedPath()
        family: Collection[Recipe] = [recipe]
        if self.families is not None:
            family = self.families.of(place)
        # then its path may be one that was started for other candidates
        grows = rule.grows_with(self.resource) or (self.families is None and rule.grows)
        known = view.known(place) if rule.across else None
        if len(family) < 2 and not grows and known is None:
            return StartedPath()
        key = (self.split, place) if grows else self._key(place)
        started: StartedPath | None = self.memo.get(key)
        if started is not None and (not grows or started.covers(recipe)):
            return started
        earlier = started
        if earlier is not None:
            self.memo.forget(key)
            started = earlier.extended(family, view, self)
        if started is None:
            started = StartedPath.of(rule, family, view, known, self)
        self.shared_seconds += started.seconds - started.saved_before
        self.memo.put(key, started, nbytes(started.path))
        return started


def _is_known(recipe: Recipe, view: View) -> bool:
    """Return whether fits of equal recipes on these data are equal."""
    return recipe.unknown is None and not draws(recipe, view.X)


def _fit_transform(transformer: Any, view: View) -> Any:
    """Fit and transform, as scikit-learn's Pipeline and FeatureUnion do."""
    X, y, params = view.X, view.y, view.fit_params
    if hasattr(transformer, "fit_transform"):
        return transformer.fit_transform(X, y, **params)
    return transformer.fit(X, y, **params).transform(X)


def _with_params(fitted: Any, recipe: Recipe) -> Any:
    """Return a fitted estimator with the parameters of a recipe."""
    if type(fitted) in (Pipeline, FeatureUnion):
        raise DeclinedError("its fitted parts are parameters, which differ here")
    if not recipe.valid(recipe.ignored):
        raise DeclinedError("a separate fit reports the parameter that is not valid")
    estimator = recipe.make()
    take_over(fitted, estimator)
    return estimator
