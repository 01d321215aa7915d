"""The parts of an estimator: the model, and the fixed steps before it.

The model may be a meta-estimator, whose inner estimator may have steps of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sklearn import get_config
from sklearn.utils.metadata_routing import process_routing

from sk_hpo.gradients.types import NotDifferentiableError
from sk_hpo.registry import is_exactly

PIPELINE = "sklearn.pipeline.Pipeline"
# Meta-estimators with equations, and the parameter that holds the inner estimator.
INNER_ESTIMATORS = {
    "sklearn.compose.TransformedTargetRegressor": "regressor",
    "sklearn.multiclass.OneVsRestClassifier": "estimator",
}


@dataclass(frozen=True)
class RoutedParams:
    """Which parameters ``fit`` routes to which part.

    Parameters
    ----------
    weights : object or None
        The ``sample_weight`` of the model, or of the innermost model.
    steps : dict of str to dict
        Parameters of the fit of each step before the model.
    within : RoutedParams or None
        The same for the estimator within the model.
    """

    weights: Any
    steps: Mapping[str, Mapping[str, Any]]
    within: RoutedParams | None = None


@dataclass(frozen=True)
class Steps:
    """A model, alone or as the last step of a Pipeline.

    Parameters
    ----------
    estimator : estimator
        The whole estimator.
    last : estimator
        The model.
    prefix : str
        Prefix of the names of the model's parameters, such as ``"ridge__"``.
    before : tuple of (str, transformer)
        The steps before the model, without "passthrough".
    within : Steps or None
        The parts of the last step if that is a Pipeline. Its steps are also among
        `before`, under names such as ``"inner__scale"``.
    """

    estimator: Any
    last: Any
    prefix: str
    before: tuple[tuple[str, Any], ...]
    within: Steps | None = None

    @classmethod
    def of(cls, estimator: Any) -> Steps:
        """Find the parts of an estimator."""
        if not is_exactly(estimator, PIPELINE):
            return cls(estimator, estimator, "", ())
        name, last = estimator.steps[-1]
        before = _transformers(estimator)
        inner = cls.of(last)
        if not inner.is_pipeline:
            return cls(estimator, last, f"{name}__", before)
        before += tuple((f"{name}__{step}", own) for step, own in inner.before)
        return cls(estimator, inner.last, f"{name}__{inner.prefix}", before, inner)

    @property
    def is_pipeline(self) -> bool:
        """Whether the model is a step."""
        return bool(self.prefix)

    @property
    def transforms_input(self) -> bool:
        """Whether a Pipeline transforms parameters of its last step's fit."""
        own = bool(getattr(self.estimator, "transform_input", None))
        return own or (self.within is not None and self.within.transforms_input)

    def step_of(self, name: str) -> str | None:
        """Return the name of the step before the model that has a parameter."""
        names = (step for step, _ in self.before)
        return next((s for s in names if f"{name}__".startswith(f"{s}__")), None)

    @property
    def around(self) -> tuple[str, Steps] | None:
        """The parameter that holds the estimator within the model, and its parts."""
        known = INNER_ESTIMATORS.items()
        name = next((n for path, n in known if is_exactly(self.last, path)), None)
        return None if name is None else (name, Steps.of(getattr(self.last, name)))

    @property
    def has_steps_within(self) -> bool:
        """Whether an estimator within the model has steps, which take X as given."""
        if self.around is None:
            return False
        _, steps = self.around
        return bool(steps.before) or steps.has_steps_within

    def name_within(self, name: str) -> str | None:
        """Return the inner name of a parameter of steps within the model, else None.

        It is the name that the estimator within the model uses.
        """
        if self.around is None:
            return None
        parameter, steps = self.around
        own = name.removeprefix(f"{self.prefix}{parameter}__")
        return None if own == name or steps.step_of(own) is None else own

    def is_of_step(self, name: str) -> bool:
        """Return whether a parameter belongs to a step before or within the model."""
        return self.step_of(name) is not None or self.name_within(name) is not None

    def fit_params(self, given: Mapping[str, Any]) -> RoutedParams:
        """Route the parameters of ``fit`` to the parts.

        Parameters
        ----------
        given : mapping
            Parameters of ``fit`` of the whole estimator.

        Returns
        -------
        RoutedParams

        Raises
        ------
        NotDifferentiableError
            If the model takes anything but weights.
        """
        if self.is_pipeline:
            routed = self._routed(given)
            name, last = self.estimator.steps[-1]
            inner = Steps.of(last).fit_params(routed.pop(name))
            routed |= {f"{name}__{step}": {**to} for step, to in inner.steps.items()}
            return RoutedParams(inner.weights, routed, inner.within)
        if self.around is None:
            return RoutedParams(_weight_only(given), {})
        parameter, steps = self.around
        if given and get_config().get("enable_metadata_routing"):
            given = process_routing(self.last, "fit", **given)[parameter].fit
        within = steps.fit_params(given)
        return RoutedParams(within.weights, {}, within)

    def _routed(self, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the parameters of the fit of each step of the outermost Pipeline."""
        steps = [*_transformers(self.estimator), self.estimator.steps[-1]]
        routed: dict[str, dict[str, Any]] = {name: {} for name, _ in steps}
        # without parameters process_routing returns an object without items()
        if given and get_config().get("enable_metadata_routing"):
            found = process_routing(self.estimator, "fit", **given)
            for name, methods in found.items():
                if name in routed:
                    routed[name] |= methods.get("fit", {})
                    routed[name] |= methods.get("fit_transform", {})
        else:
            for key, value in given.items():
                name, _, parameter = key.partition("__")
                if name not in routed or not parameter:
                    raise _unsupported(key)
                routed[name][parameter] = value
        return routed


def _transformers(pipeline: Any) -> tuple[tuple[str, Any], ...]:
    """Return the steps before the last, without "passthrough"."""
    return tuple(
        (step, transformer)
        for step, transformer in pipeline.steps[:-1]
        if transformer is not None and not isinstance(transformer, str)
    )


def _weight_only(given: Mapping[str, Any]) -> Any:
    for key in sorted(set(given) - {"sample_weight"}):
        raise _unsupported(key)
    return given.get("sample_weight")


def _unsupported(key: str) -> NotDifferentiableError:
    return NotDifferentiableError(f"the argument {key!r} of fit is not supported")
