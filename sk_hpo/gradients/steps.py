"""The estimator taken apart: the model, and the fixed steps before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sklearn import get_config
from sklearn.utils.metadata_routing import process_routing

from sk_hpo.gradients.arrays import NotDifferentiableError
from sk_hpo.registry import is_exactly


@dataclass(frozen=True)
class Steps:
    """A model, alone or as the last step of a Pipeline.

    Parameters
    ----------
    estimator : estimator
        The whole.
    last : estimator
        The model.
    prefix : str
        What the names of the model's parameters begin with, such as ``"ridge__"``.
    before : tuple of (str, transformer)
        The steps before the model, without those that pass through.
    """

    estimator: Any
    last: Any
    prefix: str
    before: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, estimator: Any) -> Steps:
        """Take an estimator apart; a Pipeline in a Pipeline is not opened."""
        if not is_exactly(estimator, "sklearn.pipeline.Pipeline"):
            return cls(estimator, estimator, "", ())
        name, last = estimator.steps[-1]
        before = tuple(
            (step, transformer)
            for step, transformer in estimator.steps[:-1]
            if transformer is not None and not isinstance(transformer, str)
        )
        return cls(estimator, last, f"{name}__", before)

    @property
    def is_pipeline(self) -> bool:
        """Whether the model is a step."""
        return bool(self.prefix)

    def fit_params(
        self, given: Mapping[str, Any]
    ) -> tuple[Any, dict[str, dict[str, Any]]]:
        """Say who is given which parameter of ``fit``.

        Parameters
        ----------
        given : mapping
            What ``fit`` of the whole is called with.

        Returns
        -------
        sample_weight : object or None
            The model's.
        of_steps : dict of str to dict
            What each step before the model is fitted with.

        Raises
        ------
        NotDifferentiableError
            If the model is given anything but weights.
        """
        if not self.is_pipeline:
            return _weight_only(given), {}
        routed: dict[str, dict[str, Any]] = {name: {} for name, _ in self.before}
        routed[self.prefix[:-2]] = {}
        # of nothing scikit-learn gives routes that can't be listed
        if given and get_config().get("enable_metadata_routing"):
            for name, methods in process_routing(
                self.estimator, "fit", **given
            ).items():
                if name in routed:
                    routed[name] = {**methods.get("fit", {})}
                    routed[name].update(methods.get("fit_transform", {}))
        else:
            for key, value in given.items():
                name, _, parameter = key.partition("__")
                if name not in routed or not parameter:
                    raise NotDifferentiableError(f"fit is given {key!r}")
                routed[name][parameter] = value
        return _weight_only(routed.pop(self.prefix[:-2])), routed


def _weight_only(given: Mapping[str, Any]) -> Any:
    unknown = sorted(set(given) - {"sample_weight"})
    if unknown:
        raise NotDifferentiableError(f"the model's fit is given {unknown[0]!r}")
    return given.get("sample_weight")
