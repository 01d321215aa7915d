"""The path of a rule, started once; the estimators of candidates are taken from it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from warnings import WarningMessage

from sk_hpo._compat.sklearn_validation import check_params
from sk_hpo.sharing.composite import Fitted, PartsFitter
from sk_hpo.sharing.data.split_view import Rows, View
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.memory import kept_warnings
from sk_hpo.sharing.memory.all_rows import FromAllRows
from sk_hpo.sharing.memory.kept_warnings import Recorder, Warned
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers.equivalent import settle


@dataclass
class StartedPath:
    """A path that a rule has started, or the reason why there is none.

    Parameters
    ----------
    path : FitPath or None
    by : tuple of str
        The names of the rules, for reports.
    along : tuple of str
        The parameters in which its estimators differ.
    methods : tuple of str
        The methods whose results it knows.
    warned : tuple of WarningMessage
        The warnings that its start gave.
    seconds : float
        The time that its start took.
    declined : str
        Why there is none, or why the last estimator was not taken from it.
    fresh : bool
        Whether no estimator has been taken from it yet.
    broken : bool
        Whether its start raised an error.
    saved_before : float
        The part of `seconds` that it did not take, since it went on from another path.
    """

    path: FitPath | None = None
    by: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    warned: Warned = ()
    seconds: float = 0.0
    declined: str = ""
    fresh: bool = True
    broken: bool = False
    saved_before: float = 0.0

    @classmethod
    def of(
        cls,
        rule: Rule,
        family: Collection[Recipe],
        view: View,
        known: FromAllRows | None,
        fitter: PartsFitter,
    ) -> StartedPath:
        """Start a path for the recipes of a family."""
        started = cls(by=(rule.name,), along=rule.along, methods=rule.methods)
        start = time.perf_counter()
        with fitter.recorder.block() as caught:
            try:
                estimators = _made(family, rule.along)
                with view.lent(next(iter(family)), fitter.writers) as lent:
                    data = Training(lent.X, lent.y, lent.fit_params, known)
                    started.path = rule.begin(estimators, data)
            except Exception as error:  # noqa: BLE001  separate fits report what is wrong
                started.declined = _reason(error)
                started.broken = not isinstance(error, DeclinedError)
        started.warned = tuple(caught)
        if started.path is not None and not started.path.all_warn(started.warned):
            started.declined = "some fits warn, and others do not"
        started.seconds = time.perf_counter() - start
        return started

    def covers(self, recipe: Recipe) -> bool:
        """Return whether the path, or no path at all, is for this recipe."""
        if self.path is None or not _is_valid(recipe, self.along):
            return True
        return self.path.covers(recipe.make())

    def extended(
        self, family: Collection[Recipe], view: View, fitter: PartsFitter
    ) -> StartedPath | None:
        """Return a path for another family that goes on from this one.

        None if that is not possible, or if it would not warn as the start did.
        """
        if self.path is None or self.declined:
            return None
        start = time.perf_counter()
        with fitter.recorder.block() as caught:
            try:
                estimators = _made(family, self.along)
                with view.lent(next(iter(family)), fitter.writers) as lent:
                    data = Training(lent.X, lent.y, lent.fit_params)
                    path = self.path.extended(estimators, data)
            except Exception:  # noqa: BLE001  then one is started, or the fits separate
                path = None
        if path is None or _texts(caught) != _texts(self.warned):
            return None
        took = time.perf_counter() - start
        seconds = took / (1 - path.reused)
        return replace(
            self,
            path=path,
            warned=tuple(caught),
            seconds=seconds,
            fresh=True,
            saved_before=seconds - took,
        )

    def take(
        self, recipe: Recipe, view: View, fitter: PartsFitter, *, scored: bool
    ) -> Fitted | None:
        """Take an estimator from the path; None if it has to be fitted separately.

        If it is `scored`, its methods return the results that the path knows.
        """
        path = self.path
        if path is None or not _is_valid(recipe, self.along):
            return None
        estimator = recipe.make()
        if not (path.all_warn(self.warned) or path.was_fitted(estimator)):
            return None
        try:
            with fitter.recorder.block() as caught:
                n_fits = path.take(estimator) or 0
                settle(estimator)
        except Exception as error:  # noqa: BLE001  a separate fit reports what is wrong
            self.declined = _reason(error)
            return None
        kept_warnings.give((*self.warned, *caught))
        if scored:
            result = partial(_result, path, fitter.recorder, estimator)
            fitter.known_results.put(estimator, self.methods, view.rows, result)
        first, self.fresh = self.fresh, False
        saved = self.saved_before if first else self.seconds * path.share(estimator)
        return Fitted(estimator, n_fits=n_fits + first, saved=saved, by=self.by)


def _made(family: Collection[Recipe], along: tuple[str, ...]) -> list[Any]:
    """Return the estimators of a family whose parameters are valid."""
    estimators = [one.make() for one in family if _is_valid(one, along)]
    if len(estimators) < min(2, len(family)):
        raise DeclinedError("the other settings on the path are not valid")
    check_params(estimators[0], estimators[0].get_params(deep=False))
    return estimators


def _texts(warned: Iterable[WarningMessage]) -> list[tuple[type[Warning], str]]:
    return [(one.category, str(one.message)) for one in warned]


def _result(
    path: FitPath, recorder: Recorder, estimator: Any, method: str, rows: Rows
) -> Any:
    """Return the path's result; call the method itself if the path has failed."""
    X = rows.get()
    failed: set[str] = path.per_rows.once(X, "failed", set)
    if method not in failed:
        try:
            with recorder.block() as caught:
                result = path.result(estimator, method, X)
        except Exception:  # noqa: BLE001  of any kind
            failed.add(method)
        else:
            kept_warnings.give(caught)
            return result
    return getattr(type(estimator), method)(estimator, X)


def _reason(error: Exception) -> str:
    """Return why a fit is not shared, for reports."""
    if isinstance(error, DeclinedError):
        return str(error)
    if isinstance(error, Warning):
        return f"a fit that warns is run separately ({type(error).__name__})"
    line = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {line}"


def _is_valid(recipe: Recipe, along: tuple[str, ...]) -> bool:
    """Return whether an estimator's own fit would accept the parameters that differ.

    Parameters that all estimators of a path have in common are checked at its start.
    """
    return recipe.valid(recipe.ignored.union(along))
