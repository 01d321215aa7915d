"""An inner map: the fit of one model on one fold, as the equations F(w, theta) = 0.

Notation (hypergradients, (1) to (5)): w the fitted quantities, an array of any shape
that a model chooses; F of the shape of w, the gradient of the training objective;
H = dF/dw; u of shape (m,) or, with several targets or classes, (m, t) the responses on
the test rows; theta the hyperparameters by name, v one of them; C a function of u; X of
shape (n, p) the training rows, X_test of shape (m, p) the others. Derivatives in v are
in the parameter itself: what a scale contributes (dv/dz = v for z = log v) is the
descent's affair.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol, cast

from sk_hpo.gradients.data.folds import Folds
from sk_hpo.gradients.types import (
    FloatArray,
    NotDifferentiableError,
    Response,
    Theta,
)
from sk_hpo.registry import variant_for, variants


class InnerMap(ABC):
    """One model on one fold.

    Methods that take ``w`` may be asked about the last fit at less cost, and must give
    the same for any other w.

    Attributes
    ----------
    y_test : ndarray of the shape of u
        Targets as the criterion takes them.
    s_test : ndarray of shape (m,) or None
        Weights with which the scorer is called.
    costly : bool
        Whether an evaluation costs much, though it is one of a model that looks at a
        whole range.
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
            A solution nearby, of this fold or another; ignored if its shape is wrong.
        tol : float
            How far the training objective may be from its minimum, as a share of it.

        Returns
        -------
        ndarray
            w.
        """

    @abstractmethod
    def residual(self, w: FloatArray, theta: Theta) -> FloatArray:
        """Give F, of the shape of w."""

    @abstractmethod
    def hess_solve(
        self, c: FloatArray, w: FloatArray, theta: Theta, tol: float
    ) -> FloatArray:
        """Give q with H q = c; where it is iterative, to a precision that suits tol."""

    @abstractmethod
    def cross(self, name: str, w: FloatArray, theta: Theta) -> FloatArray:
        """Give dF/dv at constant w, of the shape of w."""

    @abstractmethod
    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        """Give u."""

    @abstractmethod
    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        """Give dC/dw for g = dC/du, of the shape of w."""

    def direct(self, name: str, w: FloatArray, theta: Theta, g: FloatArray) -> float:
        """Give dC/dv at constant w: 0 unless u itself depends on v, as on a kernel."""
        return 0.0

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        """Give the derivatives of C - q' F in X and in X_test, of their shapes.

        What parameters of earlier steps need (hypergradients, (5)).
        """
        raise NotDifferentiableError(
            f"{type(self).__name__} does not know what it owes to each number of X"
        )

    def factors_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> FloatArray | None:
        """Give the derivative of C - q'F in a factor of each column, shape (p,).

        None: it follows from `inputs_vjp`.
        """
        return None

    def limit(self, name: str, theta: Theta) -> float | None:
        """Give the v from which on w stays as it is: the score has no slope there.

        The others are as in theta. None if there is no such v.
        """
        return None

    def least_of(self, name: str) -> float | None:
        """Give the least v of a range that has a fit; None if all have."""
        return None


class Model(Protocol):
    """What a module of ``models/`` has.

    It may also have ``VALLEY``, a ``Valley`` of ``outer/frame.py``: two parameters
    along which the score hardly changes.
    """

    handles: tuple[str, ...]
    """Public paths of the classes; subclasses are not meant."""

    RESPONSE: Response
    """What ``InnerMap.predict`` gives; see `response_of`."""

    SCANS_ALL: bool
    """Whether an evaluation costs so little that a whole range is looked at."""

    def parameters(self, estimator: Any) -> Mapping[str, int]:
        """Give what ``cross`` knows under the estimator's settings.

        1 where greater regularises more, -1 where less does, 0 where neither.
        """

    def declines(self, estimator: Any) -> str | None:
        """Say why the estimator's settings are not served; None if they are."""

    def inner_maps(self, estimator: Any, folds: Folds) -> Sequence[InnerMap]:
        """Give one inner map a fold.

        Raises
        ------
        NotDifferentiableError
            If the data are of a kind that is not served.
        """


def models() -> Mapping[str, Model]:
    """Give every model that exists as a file, by the name of the file."""
    return cast(Mapping[str, Model], variants("sk_hpo.gradients.models"))


def model_of(estimator: Any) -> Model | None:
    """Give the model of an estimator's exact class, or None."""
    found = variant_for("sk_hpo.gradients.models", type(estimator))
    return cast("Model | None", found)


def response_of(model: Model, estimator: Any) -> Response:
    """Give what the maps of a model's estimator give.

    That is ``RESPONSE``, unless the module has a function ``response`` of the
    estimator, as that of an estimator around others.
    """
    own = getattr(model, "response", None)
    return model.RESPONSE if own is None else cast(Response, own(estimator))


def knows_inputs(model: Model, estimator: Any) -> bool:
    """Whether some map of a model's module says what it owes to each number of X.

    That they do, unless the module has a function ``passes_inputs`` that says no.
    """
    own = getattr(model, "passes_inputs", None)
    return own is None or bool(own(estimator))
