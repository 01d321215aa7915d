"""Fits the estimators of candidates on one split, each part of them once."""

from __future__ import annotations

import copy
import time
from collections.abc import Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sklearn.pipeline import FeatureUnion, Pipeline

from sk_hpo._compat.sklearn_validation import check_params
from sk_hpo.sharing.composite import Fitted, composite_for
from sk_hpo.sharing.data.data_copies import Writers
from sk_hpo.sharing.data.split_view import ROOT, Rows, View
from sk_hpo.sharing.identity.draws import draws
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.repeatable import METHODS
from sk_hpo.sharing.identity.sklearn_fit import fit
from sk_hpo.sharing.memory import kept_warnings
from sk_hpo.sharing.memory.all_rows import FromAllRows
from sk_hpo.sharing.memory.kept_warnings import Recorder, Warned
from sk_hpo.sharing.memory.memo import Memo, nbytes
from sk_hpo.sharing.planning.families import Families, equivalent_to, path_of
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training, rule_for
from sk_hpo.sharing.rule_helpers.equivalent import EquivalentPath, settle, take_over
from sk_hpo.sharing.scoring.known_results import KnownResults

# The reason why a fit is not tried again.
AGAIN = "the same shared work has already failed for a candidate"


@dataclass
class _Started:
    """A path, or why there is none.

    Parameters
    ----------
    path : FitPath or None
    by : tuple of str
        The names in reports.
    along : tuple of str
        The parameters in which its estimators differ.
    methods : tuple of str
        The methods whose results it knows.
    warned : tuple of WarningMessage
        The warnings that its start gave.
    seconds : float
        The time that its start took.
    declined : str
        Why there is none.
    fresh : bool
        Whether no estimator has been taken from it yet.
    broken : bool
        Whether its start raised an error.
    failed : bool
        Whether a fit failed that all need: separate fits report the error.
    one : bool
        Whether it serves only the estimator that its start fitted.
    """

    path: FitPath | None
    by: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    warned: Warned = ()
    seconds: float = 0.0
    declined: str = ""
    fresh: bool = True
    broken: bool = False
    failed: bool = False
    one: bool = False

    @classmethod
    def of(cls, rule: Rule, path: FitPath) -> _Started:
        """Return the path that a rule has started."""
        return cls(path, (rule.name,), rule.along, rule.methods)


@dataclass
class _Stage:
    """A fitted transformer and its output."""

    fitted: Fitted
    exact: Hashable
    warned: Warned
    seconds: float


class Fitter:
    """Fits recipes on views, and remembers what may be needed again.

    Parameters
    ----------
    memo : Memo
        Where results are kept.
    split : int
        The split.
    families : Families or None
        The settings of all candidates; None if they are not known. Then only fits that
        are equal bit for bit are shared, since the candidates may come in any order.
    recorder : Recorder
        Records warnings.
    known_results : KnownResults
        Replaces methods whose results are known.
    writers : Writers
        The classes that have written into data.
    """

    def __init__(
        self,
        memo: Memo,
        split: int,
        families: Families | None,
        recorder: Recorder,
        known_results: KnownResults,
        writers: Writers,
    ) -> None:
        self.memo = memo
        self.split = split
        self.shared_seconds = 0.0
        self.families = families
        self._group = None if families is None else families.group
        self.recorder = recorder
        self.known_results = known_results
        self.writers = writers

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
        return self._leaf(recipe, view)

    def _key(self, place: Hashable) -> Hashable:
        return self.split, self._group, place

    def _stage(self, recipe: Recipe, view: View) -> Fitted:
        """Fit a transformer, or take it from memory."""
        if not _is_known(recipe, view):
            return self._transformed(recipe, view, object())
        key = (self.split, view.key, "stage", recipe.token)
        stage: _Stage | _Started | None = self.memo.get(key)
        if isinstance(stage, _Started):
            raise DeclinedError(AGAIN)
        if stage is None:
            start = time.perf_counter()
            with self._watched(key), self.recorder.block() as caught:
                fitted = self._transformed(recipe, view, (view.key, recipe.token))
            seconds = time.perf_counter() - start
            self.shared_seconds += seconds
            stage = _Stage(fitted, recipe.exact, tuple(caught), seconds)
            size = nbytes(fitted.estimator) + nbytes(
                fitted.view.X if fitted.view else 0
            )
            self.memo.put(key, stage, size)
            kept_warnings.give(stage.warned)
            return replace(fitted, estimator=copy.copy(fitted.estimator))
        kept_warnings.give(stage.warned)
        fitted = stage.fitted
        if stage.exact != recipe.exact:
            fitted = replace(fitted, estimator=_with_params(fitted.estimator, recipe))
        else:  # a scorer may fit it again
            fitted = replace(fitted, estimator=copy.copy(fitted.estimator))
        return replace(fitted, n_fits=0, saved=stage.seconds, by=("prefix", *fitted.by))

    def _transformed(self, recipe: Recipe, view: View, key: Hashable) -> Fitted:
        composite = composite_for(recipe.template)
        if composite is not None:
            fitted = composite.fit(recipe, view, self, transforms=True)
            after = fitted.view
            assert after is not None
            own = view.own or recipe.unknown is not None
            fitted.view = replace(after, key=key, fit_params={}, all_rows=None, own=own)
            return fitted
        given = view.X
        found = self._on_path(recipe, view, scored=False)
        if found is not None:
            fitted, path = found
            transformer = fitted.estimator
            X = path.result(transformer, "fit_transform", view.X)

            def transform(rows: Rows) -> Any:
                return path.result(transformer, "transform", rows.get())

        else:
            transformer = recipe.make()
            if not hasattr(transformer, "transform"):
                raise DeclinedError(
                    "scikit-learn rejects a step that is not a transformer"
                )
            with view.lent(recipe, self.writers) as lent:
                given = lent.X
                X = _fit_transform(transformer, lent)
            fitted = Fitted(transformer, declined=self._declined(recipe, view))
            writers = self.writers

            def transform(rows: Rows) -> Any:
                with view.rows_lent(rows, recipe, writers) as X:
                    return transformer.transform(X)

        known = recipe.unknown is None
        rows_after = tuple(
            Rows(partial(transform, rows), self.recorder, kept=known and rows.kept)
            for rows in view.rows
        )
        held = view.exposed and X is given
        after = view.after(key, X, rows_after, held=held)
        fitted.view = replace(after, own=view.own or not known)
        return fitted

    def _leaf(self, recipe: Recipe, view: View) -> Fitted:
        """Fit an estimator that no step follows."""
        if not _is_known(recipe, view):
            return self._alone(recipe, view)
        place = equivalent_to(recipe, view.key)
        if self.families is None or self.families.count(place) < 2:
            return self._once(recipe, view)
        started: _Started | None = self.memo.get(self._key(place))
        if started is not None:
            if started.failed:
                raise DeclinedError(AGAIN)
            assert started.path is not None
            fitted = self._take(started, recipe, view, scored=True)
            return self._alone(recipe, view) if fitted is None else fitted
        start = time.perf_counter()
        with self._watched(self._key(place)), self.recorder.block() as caught:
            fitted = self._once(recipe, view)
        seconds = time.perf_counter() - start
        started = _Started(
            EquivalentPath(fitted.estimator),
            by=("equivalent", *fitted.by),
            methods=METHODS,
            warned=tuple(caught),
            seconds=seconds,
            fresh=False,
        )
        self.memo.put(self._key(place), started, nbytes(fitted.estimator))
        kept_warnings.give(started.warned)
        return fitted

    def _once(self, recipe: Recipe, view: View) -> Fitted:
        """Fit by the rule, or else separately."""
        found = self._on_path(recipe, view, scored=True)
        if found is not None:
            return found[0]
        started = self._of_path(recipe, view)
        if started is not None and started.broken and view.key == ROOT:
            # its own fit may fail too; on the split's own rows that is a separate fit
            raise DeclinedError(started.declined)
        fitted = self._alone(recipe, view)
        fitted.declined = started.declined if started is not None else ""
        return fitted

    @contextmanager
    def _watched(self, key: Hashable) -> Iterator[None]:
        """Note an error, for all that need the same fit."""
        try:
            yield
        except Exception:
            self.memo.put(key, _Started(None, failed=True), 0)
            raise

    def _declined(self, recipe: Recipe, view: View) -> str:
        """Return why a fit was not taken from its path; empty if there is no path."""
        started = self._of_path(recipe, view)
        return started.declined if started is not None else ""

    def _of_path(self, recipe: Recipe, view: View) -> _Started | None:
        """Return the path of a fit, or why there is none, if it has been started."""
        place = None if recipe.unknown is not None else path_of(recipe, view.key)
        return None if place is None else self.memo.get(self._key(place))

    def _alone(self, recipe: Recipe, view: View) -> Fitted:
        estimator = recipe.make()
        with view.lent(recipe, self.writers) as lent:
            # the return value of `fit` is not used, as in scikit-learn
            fit(estimator, lent.X, lent.y, lent.fit_params)
        return Fitted(estimator)

    def _on_path(
        self, recipe: Recipe, view: View, *, scored: bool
    ) -> tuple[Fitted, FitPath] | None:
        """Take an estimator from its path, if it has one."""
        if not _is_known(recipe, view):
            return None
        rule, place = rule_for(recipe.template), path_of(recipe, view.key)
        if rule is None or place is None:
            return None
        started = self._started(rule, place, recipe, view)
        if started is None or started.path is None:
            return None
        fitted = self._take(started, recipe, view, scored=scored)
        return None if fitted is None else (fitted, started.path)

    def _started(
        self, rule: Rule, place: Hashable, recipe: Recipe, view: View
    ) -> _Started | None:
        """Return the path at a place; start it if several estimators lie on it."""
        if self.families is not None:
            family = self.families.of(place)
            if len(family) > 1 or _known(rule, place, view) is not None:
                return self._start(rule, place, family, view)
            return None
        if not rule.grows and _known(rule, place, view) is None:
            return None
        known: _Started | None = self.memo.get(self._key(place))
        if known is not None and known.path is not None:
            if known.path.covers(recipe.make()):
                return known
            self.memo.forget(self._key(place))
        return self._start(rule, place, [recipe], view)

    def _start(
        self, rule: Rule, place: Hashable, family: Collection[Recipe], view: View
    ) -> _Started:
        started: _Started | None = self.memo.get(self._key(place))
        if started is not None:
            return started
        start = time.perf_counter()
        with self.recorder.block() as caught:
            try:
                valid = [one for one in family if _is_valid(one, rule.along)]
                estimators = [one.make() for one in valid]
                if len(estimators) < min(2, len(family)):
                    raise DeclinedError("the other settings on the path are not valid")
                check_params(estimators[0], estimators[0].get_params(deep=False))
                known = _known(rule, place, view)
                with view.lent(next(iter(family)), self.writers) as lent:
                    data = Training(lent.X, lent.y, lent.fit_params, known)
                    path = rule.begin(estimators, data)
                started = _Started.of(rule, path)
            except DeclinedError as error:
                started = _Started(None, declined=_reason(error))
            except Exception as error:  # noqa: BLE001  separate fits report what is wrong
                started = _Started(None, declined=_reason(error), broken=True)
        started.warned = tuple(caught)
        if started.path is not None and not started.path.all_warn(started.warned):
            started.one, started.declined = True, "some fits warn, and others do not"
        started.seconds = time.perf_counter() - start
        self.shared_seconds += started.seconds
        self.memo.put(self._key(place), started, nbytes(started.path))
        return started

    def _take(
        self, started: _Started, recipe: Recipe, view: View, *, scored: bool
    ) -> Fitted | None:
        """Take an estimator from a path; None if it has to be fitted separately."""
        path = started.path
        assert path is not None
        if not _is_valid(recipe, started.along):
            return None
        estimator = recipe.make()
        if started.one and not path.was_fitted(estimator):
            return None
        try:
            with self.recorder.block() as caught:
                n_fits = path.take(estimator) or 0
                settle(estimator)
        except Exception as error:  # noqa: BLE001  a separate fit reports what is wrong
            started.declined = _reason(error)
            return None
        kept_warnings.give((*started.warned, *caught))
        if scored:
            self.known_results.put(
                estimator,
                [name for name in started.methods if hasattr(estimator, name)],
                view.rows,
                lambda name: partial(self._result, path, estimator, name),
            )
        first, started.fresh = started.fresh, False
        saved = 0.0 if first else started.seconds * path.share(estimator)
        return Fitted(estimator, n_fits=n_fits + first, saved=saved, by=started.by)

    def _result(self, path: FitPath, estimator: Any, method: str, rows: Rows) -> Any:
        """Return the path's result, or that of the method where the path has failed."""
        X = rows.get()
        failed: set[str] = path.per_rows.once(X, "failed", set)
        if method not in failed:
            try:
                with self.recorder.block() as caught:
                    result = path.result(estimator, method, X)
            except Exception:  # noqa: BLE001  of any kind
                failed.add(method)
            else:
                kept_warnings.give(caught)
                return result
        return getattr(type(estimator), method)(estimator, X)


def _reason(error: Exception) -> str:
    """Return why a fit was not taken from a path, for reports."""
    if isinstance(error, DeclinedError):
        return str(error)
    if isinstance(error, Warning):
        return f"a fit that warns is run separately ({type(error).__name__})"
    line = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {line}"


def _known(rule: Rule, place: Hashable, view: View) -> FromAllRows | None:
    """Return the values of all rows, for a rule that can use them."""
    return view.known(place) if rule.across else None


def _is_known(recipe: Recipe, view: View) -> bool:
    """Return whether fits of equal recipes on these data are equal."""
    return recipe.unknown is None and not draws(recipe, view.X)


def _is_valid(recipe: Recipe, along: tuple[str, ...]) -> bool:
    """Return whether an estimator's own fit would accept the parameters of its own.

    Those that all estimators of a path have are checked when it starts.
    """
    return recipe.valid(recipe.ignored.union(along))


def _fit_transform(transformer: Any, view: View) -> Any:
    """Fit and transform, as scikit-learn's Pipeline and FeatureUnion do."""
    X, y, params = view.X, view.y, view.fit_params
    if hasattr(transformer, "fit_transform"):
        return transformer.fit_transform(X, y, **params)
    return transformer.fit(X, y, **params).transform(X)


def _with_params(fitted: Any, recipe: Recipe) -> Any:
    """Return a fitted estimator with the parameters of a recipe."""
    if type(fitted) in (Pipeline, FeatureUnion):
        raise DeclinedError(
            "its fitted parts are parameters, and the candidates differ in them"
        )
    if not recipe.valid(recipe.ignored):
        raise DeclinedError("a separate fit reports the parameter that is not valid")
    estimator = recipe.make()
    take_over(fitted, estimator)
    return estimator
