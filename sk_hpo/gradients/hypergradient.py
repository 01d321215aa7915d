"""The gradient of the cross-validated score at one point."""

from __future__ import annotations

from collections.abc import Mapping

from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.cross_validated_loss import CrossValidatedLoss, convert_errors
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.outer.coordinates import Range

# Tolerance of the fits, as in ``implicit.differentiate``.
PRECISE = 1e-12


def hypergradient(
    problem: BilevelProblem,
    data: CVData,
    params: Mapping[str, float],
    ranges: Mapping[str, Range] | None = None,
) -> dict[str, float]:
    """Return the derivative of the mean test score in each parameter.

    Parameters
    ----------
    problem : BilevelProblem
    data : CVData
    params : mapping of str to float
        The point; derivatives are taken in these parameters.
    ranges : mapping of str to (low, high, log), optional
        The ranges of the parameters of earlier steps.

    Raises
    ------
    NotDifferentiableError
        If there is no exact gradient.
    """
    with convert_errors():
        loss = CrossValidatedLoss(problem, data, list(params), ranges or {})
        here = loss.at(params, tol=PRECISE)
    return {name: -slope for name, slope in here.gradient.items()}
