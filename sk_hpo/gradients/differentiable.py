"""What has an exact gradient, and why the rest has none."""

from __future__ import annotations

from typing import Any

from sk_hpo.gradients.arrays import NotDifferentiableError
from sk_hpo.gradients.criterion import Criterion, criterion_for
from sk_hpo.gradients.inner_map import Model, model_of
from sk_hpo.gradients.steps import Steps


def differentiable_parameters(estimator: Any, scoring: Any = None) -> list[str]:
    """Give the parameters in which the cross-validated score has an exact gradient.

    Parameters
    ----------
    estimator : estimator
        As it would be searched. A Pipeline counts as its last step.
    scoring : None, str or scorer, default=None
        As for a search; scores that count, such as accuracy, are descended by the log
        loss in their place.

    Returns
    -------
    list of str
        Names that ``set_params`` takes; empty if there are none.

    Notes
    -----
    What the data are is only known in ``fit``: where they are of a kind that is not
    served, GradSearchCV goes on without.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> differentiable_parameters(make_pipeline(StandardScaler(), Ridge()))
    ['ridge__alpha']
    >>> differentiable_parameters(Ridge(positive=True))
    []
    """
    # first, since no more can be asked of estimators that are not scikit-learn's
    if model_of(Steps.of(estimator).last) is None:
        return []
    criterion = criterion_for(estimator, scoring)
    if criterion is None:
        return []
    try:
        steps, model = differentiable_model(estimator, criterion)
    except NotDifferentiableError:
        return []
    return [steps.prefix + name for name in model.parameters(steps.last)]


def differentiable_model(estimator: Any, criterion: Criterion) -> tuple[Steps, Model]:
    """Give an estimator's parts and its model.

    Parameters
    ----------
    estimator : estimator
    criterion : Criterion

    Returns
    -------
    Steps, Model

    Raises
    ------
    NotDifferentiableError
        With what stands in the way.
    """
    steps = Steps.of(estimator)
    if getattr(estimator, "transform_input", None):
        raise NotDifferentiableError("a Pipeline with transform_input is not served")
    model = model_of(steps.last)
    if model is None:
        name = type(steps.last).__name__
        raise NotDifferentiableError(f"{name} has no equations here")
    reason = model.declines(steps.last)
    if reason is not None:
        raise NotDifferentiableError(reason)
    if criterion.response != model.RESPONSE:
        raise NotDifferentiableError(
            f"{type(criterion).__name__} is no score of {type(steps.last).__name__}"
        )
    return steps, model
