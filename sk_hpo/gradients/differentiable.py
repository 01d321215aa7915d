"""Which parameters have an exact gradient, and why the others have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sklearn.feature_selection import SelectorMixin

from sk_hpo._compat.sklearn_constraints import values_of
from sk_hpo._compat.sklearn_scorer import is_default_score
from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.inner.base import Model, knows_inputs
from sk_hpo.gradients.inner.inner_estimator import InnerEstimator
from sk_hpo.gradients.scoring.own_score import parameters_of_own_score
from sk_hpo.gradients.types import NotDifferentiableError

Kind = Literal["exact", "numerical", "discrete"]

# Parameters of earlier steps that add or remove whole rows or columns.
JUMPS = {"max_df", "min_df", "min_frequency", "n_components", "threshold"}
# Its entries are factors of columns.
WEIGHTS = "transformer_weights"


@dataclass(frozen=True)
class ParameterGradient:
    """How the gradient of the score in one parameter is computed.

    Parameters
    ----------
    kind : {"exact", "numerical", "discrete"}
        "exact": from the equations of the model. "numerical": from the scores of fits.
        "discrete": there is none, because the parameter is not a real number.
    reason : str
        Why the gradient is of that kind.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> differentiable_parameters(Ridge())["alpha"]
    ParameterGradient(kind='exact', reason='from the equations of Ridge')
    """

    kind: Kind
    reason: str


class DifferentiableParameters(dict[str, ParameterGradient]):
    """The parameters of an estimator; `differentiable_parameters` returns it.

    Parameters
    ----------
    gradients : mapping of str to ParameterGradient
        The keys are names that ``set_params`` accepts.

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
        """Names of the parameters with an exact gradient."""
        return self._of_kind("exact")

    @property
    def numerical(self) -> list[str]:
        """Names of the parameters with a numerical gradient."""
        return self._of_kind("numerical")

    @property
    def discrete(self) -> list[str]:
        """Names of the parameters without a gradient."""
        return self._of_kind("discrete")

    def _of_kind(self, kind: Kind) -> list[str]:
        return [name for name, gradient in self.items() if gradient.kind == kind]


def differentiable_parameters(
    estimator: Any, scoring: Any = None
) -> DifferentiableParameters:
    """Find in which parameters the cross-validated score has a gradient, and why.

    Parameters
    ----------
    estimator : estimator
        The estimator of a search.
    scoring : None, str or scorer, default=None
        The score, as for a search. Scores without a gradient, such as accuracy, are
        replaced by a smooth loss.

    Returns
    -------
    dict of str to ParameterGradient
        For each name that ``set_params`` accepts the `kind` ("exact", "numerical" or
        "discrete") and the `reason`. Its attributes ``exact``, ``numerical`` and
        ``discrete`` are lists of the names of each kind.

    Raises
    ------
    TypeError
        If `estimator` is a class, or `scoring` has several scores.

    Notes
    -----
    The exact parameters are those of the model and, through its input, those of earlier
    steps of a Pipeline. The Pipeline may be inside OneVsRestClassifier or
    TransformedTargetRegressor. For an earlier step the model's part of the derivative
    comes from the model's equations, and the transformer's part from finite differences
    of its output, which need no fit of the model. Each entry of
    ``transformer_weights`` has a derivative of its own.

    This function does not see the data. If ``fit`` is given data of an unsupported
    kind, GradSearchCV continues without an exact gradient.

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
    _check_arguments(estimator, scoring)
    params = estimator.get_params() if hasattr(estimator, "get_params") else {}
    try:
        problem = BilevelProblem.of(estimator, scoring)
    except NotDifferentiableError as error:
        steps, model, reason, own = Steps.of(estimator), None, str(error), {}
    else:
        steps, model, reason = problem.steps, problem.model, ""
        own = _of_model(problem, scoring)
    found = DifferentiableParameters(own)
    for name in params:
        if name not in found:
            found[name] = _of_other(name, params, steps, model, reason)
    return found


def _check_arguments(estimator: Any, scoring: Any) -> None:
    if isinstance(estimator, type):
        name = estimator.__name__
        raise TypeError(f"estimator must be an instance such as {name}(), got {name}")
    if isinstance(scoring, list | tuple | set | dict):
        raise TypeError(
            "scoring must be a single score: pass the one that guides the search (its "
            f"`refit`, or else the first), got {scoring!r}"
        )


def _of_model(problem: BilevelProblem, scoring: Any) -> dict[str, ParameterGradient]:
    """Return the model's own parameters that have a gradient."""
    steps = problem.steps
    reason = f"from the equations of {type(steps.last).__name__}"
    if not problem.criterion.exact:
        reason += ", of a smooth loss in place of the score"
    found = {
        steps.prefix + name: ParameterGradient("exact", reason)
        for name in problem.model.parameters(steps.last)
    }
    if is_default_score(scoring):
        for parameter in parameters_of_own_score(steps.last):
            found[steps.prefix + parameter] = ParameterGradient(
                "numerical", "the score itself depends on this parameter"
            )
    return found


def _of_other(
    name: str, params: dict[str, Any], steps: Steps, model: Model | None, reason: str
) -> ParameterGradient:
    """Return the kind of a parameter that is not the model's own."""
    path, _, last = name.rpartition("__")
    owner = params[path] if path else steps.estimator
    values = values_of(owner, last)
    if values == "unknown" and isinstance(params[name], float):
        values = "real"
    in_front = steps.is_of_step(path)
    entries = last == WEIGHTS or values == "dict"
    if values == "integer":
        return ParameterGradient("discrete", "an integer")
    if values != "real" and not (in_front and entries):
        return ParameterGradient("discrete", "not a number")
    if isinstance(owner, SelectorMixin) or (in_front and last in JUMPS):
        return ParameterGradient("numerical", "the score changes in jumps")
    if model is None:
        return ParameterGradient("numerical", reason)
    if not in_front:
        return ParameterGradient("numerical", "not part of the model's equations")
    if steps.step_of(path) is None:
        within = InnerEstimator.of(steps.last)
        after, passes = within.name, within.knows_inputs
    else:
        after, passes = type(steps.last).__name__, knows_inputs(model, steps.last)
    if not passes:
        reason = f"{after} passes no derivative on to earlier steps"
        return ParameterGradient("numerical", reason)
    what = "its entries, " if entries else ""
    return ParameterGradient("exact", f"{what}through the input of {after}")
