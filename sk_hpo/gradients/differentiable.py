"""What has an exact gradient, and why the rest has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sklearn.feature_selection import SelectorMixin

from sk_hpo._compat.sklearn_constraints import values_of
from sk_hpo._compat.sklearn_scorer import is_default_score
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.inner.base import Model, knows_inputs, model_of, response_of
from sk_hpo.gradients.inner.within import Within
from sk_hpo.gradients.scoring.choice import criterion_for
from sk_hpo.gradients.scoring.criterion import Criterion
from sk_hpo.gradients.scoring.own_score import parameters_of_own_score
from sk_hpo.gradients.types import NotDifferentiableError

Kind = Literal["exact", "numerical", "discrete"]

# Of these steps before the model the outcome moves in jumps, by rows or columns.
JUMPS = {"max_df", "min_df", "min_frequency", "n_components", "threshold"}
# Entries of it are factors of columns.
WEIGHTS = "transformer_weights"


@dataclass(frozen=True)
class ParameterGradient:
    """What gradient of the score there is in one parameter.

    Parameters
    ----------
    kind : {"exact", "numerical", "discrete"}
        "exact" from the equations of the model, "numerical" from the scores of fits, or
        none, since the parameter is no real number.
    reason : str
        Why it is of that kind.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> differentiable_parameters(Ridge())["alpha"]
    ParameterGradient(kind='exact', reason='from the equations of Ridge')
    """

    kind: Kind
    reason: str


class DifferentiableParameters(dict[str, ParameterGradient]):
    """The parameters of an estimator, as `differentiable_parameters` gives them.

    Parameters
    ----------
    gradients : mapping of str to ParameterGradient
        By the names that ``set_params`` takes.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> found = differentiable_parameters(Ridge())
    >>> found.exact, found.numerical, "solver" in found.discrete
    (['alpha'], ['tol'], True)
    """

    def __init__(self, gradients: Mapping[str, ParameterGradient]) -> None:
        super().__init__(gradients)

    @property
    def exact(self) -> list[str]:
        """Names of the parameters that have an exact gradient."""
        return self._of_kind("exact")

    @property
    def numerical(self) -> list[str]:
        """Names of those that have a numerical one."""
        return self._of_kind("numerical")

    @property
    def discrete(self) -> list[str]:
        """Names of those that have none."""
        return self._of_kind("discrete")

    def _of_kind(self, kind: Kind) -> list[str]:
        return [name for name, gradient in self.items() if gradient.kind == kind]


def differentiable_parameters(
    estimator: Any, scoring: Any = None
) -> DifferentiableParameters:
    """Say which parameters the cross-validated score has a gradient in, and why.

    Parameters
    ----------
    estimator : estimator
        As it would be searched.
    scoring : None, str or scorer, default=None
        As for a search; scores that count, such as accuracy, are descended by the log
        loss in their place.

    Returns
    -------
    dict of str to ParameterGradient
        For each name that ``set_params`` takes the `kind` ("exact", "numerical" or
        "discrete") and the `reason`. Its attributes ``exact``, ``numerical`` and
        ``discrete`` are lists of the names of each kind.

    Raises
    ------
    TypeError
        If `estimator` is a class, or `scoring` is of several scores.

    Notes
    -----
    Exact are parameters of the model and, through the rows that it is given, of the
    steps of a Pipeline before it, also of a Pipeline within OneVsRestClassifier or
    TransformedTargetRegressor: the model's part of their derivative is from its
    equations, that of their transform from differences, for which no model is fitted.
    Of ``transformer_weights`` each entry has a derivative, as if it were a parameter.

    What the data are is only known in ``fit``: where they are of a kind that is not
    served, GradSearchCV goes on without.

    Examples
    --------
    >>> from sklearn.decomposition import KernelPCA
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import make_pipeline
    >>> found = differentiable_parameters(make_pipeline(KernelPCA(), Ridge()))
    >>> "ridge__alpha" in found.exact, "kernelpca__gamma" in found.exact
    (True, True)
    >>> found["kernelpca__n_components"]
    ParameterGradient(kind='discrete', reason='an integer')
    >>> found = differentiable_parameters(Ridge(positive=True))
    >>> found.exact
    []
    >>> found["alpha"].reason
    'Ridge with positive=True has no smooth solution'
    """
    _refuse_what_is_not_one(estimator, scoring)
    steps = Steps.of(estimator)
    params = estimator.get_params() if hasattr(estimator, "get_params") else {}
    own, refusal = _of_model(estimator, steps, scoring)
    found = DifferentiableParameters(own)
    for name in params:
        if name not in found:
            found[name] = _of_other(name, params, estimator, steps, refusal)
    return found


def _refuse_what_is_not_one(estimator: Any, scoring: Any) -> None:
    if isinstance(estimator, type):
        name = estimator.__name__
        raise TypeError(
            f"estimator: an instance is needed, such as {name}(), got {name}"
        )
    if isinstance(scoring, list | tuple | set | dict):
        raise TypeError(
            "scoring: gradients are of one score; of several, give the one that guides "
            f"the search (its `refit`, or else the first), got {scoring!r}"
        )


def _of_model(
    estimator: Any, steps: Steps, scoring: Any
) -> tuple[dict[str, ParameterGradient], str]:
    """Give the model's exact parameters, and why no other parameter can be exact."""
    name = type(steps.last).__name__
    # first, since no more can be asked of estimators that are not scikit-learn's
    if model_of(steps.last) is None:
        return {}, f"{name} has no equations here"
    criterion = criterion_for(estimator, scoring)
    if criterion is None:
        return {}, f"the score is none of {name} whose gradient is known"
    try:
        steps, model = differentiable_model(estimator, criterion)
    except NotDifferentiableError as reason:
        return {}, str(reason)
    exact = f"from the equations of {name}"
    if not criterion.exact:
        exact += ", of a stand-in for a score that has no gradient"
    own = {steps.prefix + n: exact for n in model.parameters(steps.last)}
    found = {n: ParameterGradient("exact", reason) for n, reason in own.items()}
    if is_default_score(scoring):
        for parameter in parameters_of_own_score(steps.last):
            found[steps.prefix + parameter] = ParameterGradient(
                "numerical", f"the score of {name} is another for each value"
            )
    return found, ""


def _of_other(
    name: str, params: dict[str, Any], estimator: Any, steps: Steps, refusal: str
) -> ParameterGradient:
    path, _, last = name.rpartition("__")
    owner = params[path] if path else estimator
    values = values_of(owner, last)
    if values == "unknown" and isinstance(params[name], float):
        values = "real"
    in_front = steps.is_of_step(path)
    entries = last == WEIGHTS or values == "dict"
    if values == "integer":
        return ParameterGradient("discrete", "an integer")
    if values != "real" and not (in_front and entries):
        return ParameterGradient("discrete", "no number")
    if isinstance(owner, SelectorMixin) or (in_front and last in JUMPS):
        return ParameterGradient("numerical", "the score moves in jumps")
    if refusal:
        return ParameterGradient("numerical", refusal)
    if not in_front:
        return ParameterGradient("numerical", "no part of the model's equations")
    model, passes = _after(steps, path)
    if not passes:
        reason = f"{model} passes no derivative on to earlier steps"
        return ParameterGradient("numerical", reason)
    what = "its entries, " if entries else ""
    reason = f"{what}through the rows that {model} is given"
    return ParameterGradient("exact", reason)


def _after(steps: Steps, step: str) -> tuple[str, bool]:
    """Say which model comes after a step, and whether derivatives pass through it."""
    if steps.step_of(step) is None:
        within = Within.of(steps.last)
        return within.name, within.knows_inputs
    model = model_of(steps.last)
    passes = model is not None and knows_inputs(model, steps.last)
    return type(steps.last).__name__, passes


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
    if steps.transforms_input:
        raise NotDifferentiableError("a Pipeline with transform_input is not served")
    model = model_of(steps.last)
    if model is None:
        name = type(steps.last).__name__
        raise NotDifferentiableError(f"{name} has no equations here")
    reason = model.declines(steps.last)
    if reason is not None:
        raise NotDifferentiableError(reason)
    if criterion.response != response_of(model, steps.last):
        raise NotDifferentiableError(
            f"{type(criterion).__name__} is no score of {type(steps.last).__name__}"
        )
    return steps, model
