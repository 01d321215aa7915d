"""The bilevel problem of a search: which model is fitted, and which loss judges it.

The inner problem is the fit of a model on the training rows of a split, the outer one
is to minimise the loss on its test rows in the model's hyperparameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.inner.base import Model, model_of, response_of
from sk_hpo.gradients.scoring.choice import criterion_for
from sk_hpo.gradients.scoring.criterion import Criterion
from sk_hpo.gradients.scoring.judge import Judge, judge_for
from sk_hpo.gradients.types import NotDifferentiableError, Response

# Of most models, measured on tables of some hundred rows.
STEP_COST = 0.2


@dataclass(frozen=True)
class BilevelProblem:
    """An estimator and a score that have an exact gradient.

    Parameters
    ----------
    steps : Steps
        The estimator, taken apart.
    model : Model
        The equations of its last step.
    response : {"prediction", "logit", "margin"}
        What the model predicts.
    criterion : Criterion
        The loss on the test rows.
    judge : Judge or None
        Computes the real score, if the criterion is a smooth loss in its place.
    """

    steps: Steps
    model: Model
    response: Response
    criterion: Criterion
    judge: Judge | None

    @property
    def step_cost(self) -> float:
        """The time of an evaluation with its gradient over that of fits and scores."""
        return float(getattr(self.model, "STEP_COST", STEP_COST))

    @classmethod
    def of(cls, estimator: Any, scorer: Any) -> BilevelProblem:
        """Find the model of an estimator and the criterion of a scorer.

        Parameters
        ----------
        estimator : estimator
        scorer : None, str or scorer

        Raises
        ------
        NotDifferentiableError
            If there is no exact gradient; the message says why.
        """
        steps = Steps.of(estimator)
        name = type(steps.last).__name__
        model = model_of(steps.last)
        # first, since estimators of other packages can be asked for no more
        if model is None:
            raise NotDifferentiableError(f"no exact gradient is implemented for {name}")
        response = response_of(model, steps.last)
        criterion = criterion_for(estimator, scorer, response)
        if criterion is None:
            raise NotDifferentiableError(
                f"no gradient of this score is implemented for {name}"
            )
        if steps.transforms_input:
            raise NotDifferentiableError(
                "a Pipeline with transform_input is not supported"
            )
        reason = model.declines(steps.last)
        if reason is not None:
            raise NotDifferentiableError(reason)
        judge = None if criterion.exact else judge_for(scorer, response)
        return cls(steps, model, response, criterion, judge)
