"""The cross-validated loss of an estimator as a function of some of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from sk_hpo.gradients.data.folds import folds_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.differentiable import differentiable_model
from sk_hpo.gradients.entries import parameter_of
from sk_hpo.gradients.implicit import Evaluation, MapFolds, Upstream, evaluate
from sk_hpo.gradients.inner.base import InnerMap, response_of
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.gradients.scoring.criterion import Criterion
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError
from sk_hpo.gradients.upstream.base import moving_of
from sk_hpo.gradients.upstream.moving import Moving

# How the reason begins if what ended a descent was no refusal, but looks like a fault.
FAILED = "the descent failed with"
FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class Objective:
    """J and its gradient, by the names that ``set_params`` of the whole takes.

    Parameters
    ----------
    estimator : estimator
        With all parameters set but those that vary; not changed.
    X, y : array-like
    splits : sequence of (train, test)
        Row numbers of each fold.
    criterion : Criterion
    names : sequence of str
        The parameters that vary: some of the model's, and some of the steps before it
        or within it, entries of their dicts among them (see ``entries.py``).
    ranges : mapping of str to (low, high, log)
        Where parameters of earlier steps may be.
    fit_params, score_params : mapping
        As routed to ``fit`` and to the scorer.
    map_folds : callable
        As ``map``; may run in threads.

    Attributes
    ----------
    stronger : list of int
        For each parameter 1 if greater regularises more, -1 if less does, 0 if neither.
    scans_all : bool
        Whether an evaluation costs so little that a whole range is looked at.
    own : dict of str to str
        What the model calls its parameters.
    theta : dict of str to float
        Current values of the model's parameters that are numbers, by these names.
    maps : sequence of InnerMap
        One a fold; empty where they change with parameters of earlier steps.
    valley : Valley or None
        Of the model.
    classes : ndarray or None
        The labels, for classifiers.

    Raises
    ------
    NotDifferentiableError
        If the estimator, a parameter or the data have no exact gradient, here or when
        it is evaluated.
    """

    def __init__(
        self,
        estimator: Any,
        X: Any,
        y: Any,
        splits: Sequence[tuple[Any, Any]],
        *,
        criterion: Criterion,
        names: Sequence[str],
        ranges: Mapping[str, Range],
        fit_params: Mapping[str, Any],
        score_params: Mapping[str, Any],
        map_folds: MapFolds,
    ) -> None:
        steps, model = differentiable_model(estimator, criterion)
        known = model.parameters(steps.last)
        self.criterion = criterion
        self.names = list(names)
        self.own = _of_model(names, steps, known)
        earlier = [name for name in names if name not in self.own]
        self.theta = _numbers(steps.last, known)
        self._map_folds = map_folds
        routed = {"fit_params": fit_params, "score_params": score_params}
        self.maps: Sequence[InnerMap] = ()
        self._moving: Moving | None = None
        with np.errstate(all="ignore"):
            if not earlier:
                folds = folds_of(steps, X, y, splits, map_folds=map_folds, **routed)
                self.maps = model.inner_maps(steps.last, folds)
            else:
                self._moving = moving_of(
                    steps,
                    model,
                    earlier,
                    X,
                    y,
                    splits,
                    ranges=ranges,
                    map_folds=map_folds,
                    **routed,
                )
        of_earlier = self._moving.stronger if self._moving else 0
        self.stronger = [known.get(self.own.get(n, ""), of_earlier) for n in names]
        self.valley = getattr(model, "VALLEY", None)
        predicts = response_of(model, steps.last) == "prediction"
        self.classes = None if predicts else np.unique(y)
        costly = bool(earlier) or any(inner.costly for inner in self.maps)
        self.scans_all = model.SCANS_ALL and not costly

    def at(
        self,
        params: Mapping[str, float],
        starts: Sequence[FloatArray] | None = None,
        tol: float = 1e-10,
        *,
        gradient: bool = True,
    ) -> Evaluation:
        """Evaluate; arguments as for ``implicit.evaluate``."""
        maps: Sequence[InnerMap] = self.maps
        upstream: Upstream | None = None
        if self._moving is not None:
            tau = {name: params[name] for name in self._moving.names}
            maps, upstream = self._moving.at(tau)
        found = evaluate(
            maps,
            self.criterion,
            self.theta | {own: params[name] for name, own in self.own.items()},
            list(self.own.values()),
            starts=starts,
            tol=tol,
            map_folds=self._map_folds,
            upstream=upstream,
            gradient=gradient,
        )
        names = self.names if gradient else []
        slopes = [found.gradient[self.own.get(name, name)] for name in names]
        if gradient and not np.isfinite([found.value, *slopes]).all():
            raise NotDifferentiableError(f"the score has no gradient at {dict(params)}")
        return replace(found, gradient=dict(zip(names, slopes, strict=True)))

    def with_fits(self, ranges: Mapping[str, Range]) -> dict[str, Range]:
        """Give ranges that begin where every fold has a fit."""
        found = dict(ranges)
        for name, own in self.own.items():
            low, high, log = ranges[name]
            leasts = [inner.least_of(own) for inner in self.maps]
            least = max((v for v in leasts if v is not None), default=low)
            found[name] = min(max(low, least), high), high, log
        return found

    def loss(self, found: Evaluation) -> float:
        """Give the criterion of an evaluation without gradient."""
        losses = [self.criterion.value(y, u, s) for y, u, s in found.responses]
        return float(np.mean(losses))


def _of_model(
    names: Sequence[str], steps: Steps, known: Mapping[str, int]
) -> dict[str, str]:
    """Return what the model calls those of the names that are its parameters.

    Raises
    ------
    NotDifferentiableError
        If one is neither the model's nor of a step before it or within it.
    """
    found = {}
    for name in names:
        own = name.removeprefix(steps.prefix)
        if name == steps.prefix + own and own in known:
            found[name] = own
        elif not steps.is_of_step(parameter_of(name)):
            raise NotDifferentiableError(f"{name!r} has no exact gradient")
    return found


def _numbers(model: Any, known: Mapping[str, int]) -> dict[str, float]:
    """Return the values of a model's parameters, also of those that do not vary.

    None or "scale" is for the model to understand.
    """
    current = model.get_params()
    values = {name: current[name] for name in known}
    return {n: float(value) for n, value in values.items() if isinstance(value, Real)}


@contextmanager
def refusals() -> Iterator[None]:
    """Take any error on the way as a reason why there is no gradient.

    What is wrong with the data, scikit-learn's own fits will say.
    """
    try:
        yield
    except NotDifferentiableError:
        raise
    except (Exception, SystemExit) as error:
        how = FAILED if isinstance(error, FAULTS) else "the descent was ended by"
        reason = f"{how} {type(error).__name__}: {error}"
        raise NotDifferentiableError(reason) from error
