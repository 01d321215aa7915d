"""An inner map: the fit of one model on one split, as the equations F(w, theta) = 0.

Notation (hypergradients, (1) to (5)): w the fitted quantities, an array of any shape
that a model chooses; F of the shape of w, the gradient of the training objective;
H = dF/dw; u of shape (m,) or, with several targets or classes, (m, t) the responses on
the test rows; theta the hyperparameters by name, v one of them; C a function of u; X of
shape (n, p) the training rows, X_test of shape (m, p) the others. Derivatives in v are
in the parameter itself; the descent adds the factor of a logarithmic scale.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol, cast

from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.types import FloatArray, NotDifferentiableError, Response, Theta
from sk_hpo.registry import variant_for, variants


class InnerMap(ABC):
    """One model on one split.

    Methods that take ``w`` may cost less for the w of the last fit, but must be right
    for any w. ``theta`` has all of the model's parameters that are numbers.

    Attributes
    ----------
    y_test : ndarray of the shape of u
        Targets as the criterion takes them.
    s_test : ndarray of shape (m,) or None
        The weights that the scorer is called with.
    costly : bool
        Whether an evaluation is too expensive to scan a whole range, although the
        model's module has ``SCANS_ALL``.
    """

    y_test: FloatArray
    s_test: FloatArray | None
    costly: ClassVar[bool] = False

    @abstractmethod
    def fit(self, theta: Theta, start: FloatArray | None, tol: float) -> FloatArray:
        """Solve F = 0.

        Parameters
        ----------
        theta : mapping of str to float
        start : ndarray or None
            A solution nearby, of this split or another; ignored if its shape is wrong.
        tol : float
            How far the training objective may be from its minimum, as a share of it.

        Returns
        -------
        ndarray
            w.
        """

    @abstractmethod
    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute F, of the shape of w."""

    @abstractmethod
    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        """Solve H q = c; if iteratively, to a precision that suits tol."""

    @abstractmethod
    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute dF/dv at constant w, of the shape of w."""

    @abstractmethod
    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute u."""

    @abstractmethod
    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        """Compute dC/dw for g = dC/du, of the shape of w."""

    def direct(self, name: str, w: FloatArray, theta: Theta, g: FloatArray) -> float:
        """Compute dC/dv at constant w: 0 unless u depends on v, as on a gamma."""
        return 0.0

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        """Compute the derivatives of C - q' F in X and in X_test, of their shapes.

        They are needed for parameters of earlier steps (hypergradients, (5)).
        """
        raise NotDifferentiableError(f"{type(self).__name__} has no derivative in X")

    def factors_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> FloatArray | None:
        """Compute the derivative of C - q'F in a factor of each column, shape (p,).

        None if it has to be computed from `inputs_vjp`.
        """
        return None

    def limit(self, name: str, theta: Theta) -> float | None:
        """Return the v above which w is constant, so that the score has no slope.

        The other parameters are as in theta. None if there is no such v.
        """
        return None

    def least_of(self, name: str) -> float | None:
        """Return the least v that has a fit; None if all have."""
        return None


class Model(Protocol):
    """The interface of a module of ``models/``.

    It may also have ``SCANS_ALL = True`` if an evaluation is cheap enough to scan a
    whole range; ``VALLEY``, a ``Valley`` of ``outer/valley_axes.py``: two
    parameters along which the score hardly changes; and ``STEP_COST``, the time of an
    evaluation with its gradient over that of real fits and their scores, if it is not
    about a fifth.
    """

    handles: tuple[str, ...]
    """Public paths of the exact classes."""

    RESPONSE: Response
    """What ``InnerMap.predict`` computes; see `response_of`."""

    def parameters(self, estimator: Any) -> Mapping[str, int]:
        """Return the parameters that ``cross`` knows under the estimator's settings.

        The values are 1 if greater values regularise more, -1 if smaller ones do, else
        0.
        """

    def declines(self, estimator: Any) -> str | None:
        """Return why the estimator's settings are not supported; None if they are."""

    def inner_maps(self, estimator: Any, splits: Splits) -> Sequence[InnerMap]:
        """Make one inner map for each split.

        Raises
        ------
        NotDifferentiableError
            If the data are not supported.
        """


def models() -> Mapping[str, Model]:
    """Return every model that exists as a file, by the name of the file."""
    return cast(Mapping[str, Model], variants("sk_hpo.gradients.models"))


def model_of(estimator: Any) -> Model | None:
    """Return the model of an estimator's exact class, or None."""
    found = variant_for("sk_hpo.gradients.models", type(estimator))
    return cast("Model | None", found)


def response_of(model: Model, estimator: Any) -> Response:
    """Return what ``InnerMap.predict`` computes for an estimator.

    That is ``RESPONSE``, unless the module has a function ``response`` of the
    estimator, as that of a meta-estimator has.
    """
    own = getattr(model, "response", None)
    return model.RESPONSE if own is None else cast(Response, own(estimator))


def knows_inputs(model: Model, estimator: Any) -> bool:
    """Return whether the maps of an estimator have `InnerMap.inputs_vjp`.

    They have, unless a function ``passes_inputs`` of the module returns False.
    """
    own = getattr(model, "passes_inputs", None)
    return own is None or bool(own(estimator))
