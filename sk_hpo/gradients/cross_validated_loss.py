"""The cross-validated loss of an estimator as a function of some of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.entry_names import parameter_of
from sk_hpo.gradients.implicit import Evaluation, MapSplits, differentiate
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError
from sk_hpo.gradients.upstream.base import Moving
from sk_hpo.gradients.upstream.dispatch import moving_of

# The start of a path's reason if an unexpected error ended the descent.
FAILED = "the descent failed with"
FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class CrossValidatedLoss:
    """J and its gradient, by the parameter names of the whole estimator.

    Parameters
    ----------
    problem : BilevelProblem
    data : CVData
    names : sequence of str
        The parameters that vary: those of the model, of the steps before it or of the
        steps within it, and entries of their dicts (see ``entry_names.py``).
    ranges : mapping of str to (low, high, log)
        The ranges of the parameters of earlier steps.
    map_splits : callable
        Works as ``map``, and may use threads.

    Attributes
    ----------
    stronger : list of int
        For each parameter, 1 if greater values regularise more, -1 if they regularise
        less, 0 otherwise.
    scans_all : bool
        Whether evaluations are cheap enough to scan a whole range.
    own : dict of str to str
        The model's own names of its parameters.
    theta : dict of str to float
        Current values of the model's numeric parameters, by their own names.
    maps : sequence of InnerMap
        One for each split; empty if they change with parameters of earlier steps.
    valley : Valley or None
        The model's valley.
    classes : ndarray or None
        The labels, for classifiers.

    Raises
    ------
    NotDifferentiableError
        If a parameter or the data have no exact gradient, here or in `at`.
    """

    def __init__(
        self,
        problem: BilevelProblem,
        data: CVData,
        names: Sequence[str],
        ranges: Mapping[str, Range],
        map_splits: MapSplits = map,
    ) -> None:
        model, last = problem.model, problem.steps.last
        known = model.parameters(last)
        self.criterion = problem.criterion
        self.names = list(names)
        self.own = _of_model(names, problem.steps, known)
        self.theta = _numbers(last, known)
        self.valley = getattr(model, "VALLEY", None)
        self._map_splits = map_splits
        earlier = [name for name in names if name not in self.own]
        self.maps: Sequence[InnerMap] = ()
        self._moving: Moving | None = None
        with np.errstate(all="ignore"):
            if earlier:
                self._moving = moving_of(problem, data, earlier, ranges, map_splits)
            else:
                splits = splits_of(problem.steps, data, map_splits)
                self.maps = model.inner_maps(last, splits)
        # after the splits, which reject labels that cannot be sorted
        self.classes = None if problem.response == "prediction" else np.unique(data.y)
        of_earlier = self._moving.stronger if self._moving else 0
        self.stronger = [known.get(self.own.get(n, ""), of_earlier) for n in names]
        costly = bool(earlier) or any(inner.costly for inner in self.maps)
        self.scans_all = getattr(model, "SCANS_ALL", False) and not costly

    def at(
        self,
        params: Mapping[str, float],
        starts: Sequence[FloatArray] | None = None,
        tol: float = 1e-10,
        *,
        gradient: bool = True,
        n_splits: int | None = None,
    ) -> Evaluation:
        """Return J and its gradient, of the first splits or of all.

        See ``implicit.differentiate``.
        """
        maps, upstream = self.maps, None
        if self._moving is not None:
            tau = {name: params[name] for name in self._moving.names}
            maps, upstream = self._moving.at(tau)
        found = differentiate(
            maps[:n_splits],
            self.criterion,
            self.theta_at(params),
            list(self.own.values()),
            starts=None if starts is None else starts[:n_splits],
            tol=tol,
            map_splits=self._map_splits,
            upstream=upstream,
            gradient=gradient,
        )
        names = self.names if gradient else []
        slopes = [found.gradient[self.own.get(name, name)] for name in names]
        if gradient and not np.isfinite([found.value, *slopes]).all():
            raise NotDifferentiableError(f"the score has no gradient at {dict(params)}")
        return replace(found, gradient=dict(zip(names, slopes, strict=True)))

    def theta_at(self, params: Mapping[str, float]) -> dict[str, float]:
        """Return the values of the model's numeric parameters, by their own names."""
        return self.theta | {own: params[name] for name, own in self.own.items()}

    def with_fits(self, ranges: Mapping[str, Range]) -> dict[str, Range]:
        """Raise the lower ends of ranges to values at which all splits have a fit."""
        found = dict(ranges)
        for name, own in self.own.items():
            low, high, log = ranges[name]
            leasts = [inner.least_of(own) for inner in self.maps]
            least = max((v for v in leasts if v is not None), default=low)
            found[name] = min(max(low, least), high), high, log
        return found

    def loss(self, found: Evaluation, n_splits: int | None = None) -> float:
        """Return the criterion of the first splits or of all, without its gradient."""
        responses = found.responses[:n_splits]
        losses = [self.criterion.value(y, u, s) for y, u, s in responses]
        return float(np.mean(losses))


def _of_model(
    names: Sequence[str], steps: Steps, known: Mapping[str, int]
) -> dict[str, str]:
    """Return the model's own names of its parameters among `names`.

    Raises
    ------
    NotDifferentiableError
        If a parameter belongs neither to the model nor to a step before or within it.
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
    """Return the numeric values of a model's parameters, including fixed ones.

    Values such as None or "scale" are left to the model.
    """
    current = model.get_params()
    values = {name: current[name] for name in known}
    return {n: float(value) for n, value in values.items() if isinstance(value, Real)}


@contextmanager
def convert_errors() -> Iterator[None]:
    """Turn any error into a `NotDifferentiableError`.

    Real fits report what is wrong with the data.
    """
    try:
        yield
    except NotDifferentiableError:
        raise
    except (Exception, SystemExit) as error:
        how = FAILED if isinstance(error, FAULTS) else "the descent was ended by"
        reason = f"{how} {type(error).__name__}: {error}"
        raise NotDifferentiableError(reason) from error
