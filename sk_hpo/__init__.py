"""Hyperparameter search for any scikit-learn estimator."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

# First, since its parts load slower when they are asked for in another order: measured
# by benchmarks/import_time.py.
import sklearn.model_selection as _model_selection  # noqa: F401

from sk_hpo._compat import versions as _versions
from sk_hpo.search.grid import GridSearchCV2
from sk_hpo.trial import Candidate, Look, SplitResult, StoppedTrial, Trial

if TYPE_CHECKING:
    from sk_hpo.default_spaces import default_space
    from sk_hpo.ensemble.greedy_ensemble import greedy_ensemble
    from sk_hpo.ensemble.out_of_fold import out_of_fold
    from sk_hpo.export.frame import to_frame
    from sk_hpo.export.optuna_study import to_optuna
    from sk_hpo.gradients.differentiable import (
        DifferentiableParameters,
        ParameterGradient,
        differentiable_parameters,
    )
    from sk_hpo.honest.record import SelectionBias
    from sk_hpo.honest.selection_bias import selection_bias
    from sk_hpo.levels.halving import Halving
    from sk_hpo.plot.importance.importances import (
        Importance,
        ParameterImportances,
        parameter_importances,
    )
    from sk_hpo.search.auto import AutoSearchCV
    from sk_hpo.search.bayes import BayesSearchCV
    from sk_hpo.search.grad import GradSearchCV
    from sk_hpo.search.halving_grid import HalvingGridSearchCV2
    from sk_hpo.search.halving_random import HalvingRandomSearchCV2
    from sk_hpo.search.load_results import SavedSearch, load_results
    from sk_hpo.search.random import RandomSearchCV2
    from sk_hpo.search.surrogate import Surrogate

__all__ = [
    "default_space",
    "differentiable_parameters",
    "greedy_ensemble",
    "load_results",
    "selection_bias",
    "out_of_fold",
    "parameter_importances",
    "to_frame",
    "to_optuna",
    "AutoSearchCV",
    "BayesSearchCV",
    "Candidate",
    "DifferentiableParameters",
    "SplitResult",
    "GradSearchCV",
    "GridSearchCV2",
    "Halving",
    "HalvingGridSearchCV2",
    "HalvingRandomSearchCV2",
    "Importance",
    "Look",
    "ParameterGradient",
    "ParameterImportances",
    "RandomSearchCV2",
    "SavedSearch",
    "SelectionBias",
    "StoppedTrial",
    "Surrogate",
    "Trial",
]
__version__ = "0.1.0.dev0"

# What only some searches need is imported when it is first asked for (PEP 562), so that
# `import sk_hpo` costs little more than scikit-learn's own searches do.
_WHEN_ASKED_FOR = {
    "default_space": "sk_hpo.default_spaces",
    "differentiable_parameters": "sk_hpo.gradients.differentiable",
    "greedy_ensemble": "sk_hpo.ensemble.greedy_ensemble",
    "load_results": "sk_hpo.search.load_results",
    "selection_bias": "sk_hpo.honest.selection_bias",
    "out_of_fold": "sk_hpo.ensemble.out_of_fold",
    "to_frame": "sk_hpo.export.frame",
    "to_optuna": "sk_hpo.export.optuna_study",
    "DifferentiableParameters": "sk_hpo.gradients.differentiable",
    "ParameterGradient": "sk_hpo.gradients.differentiable",
    "parameter_importances": "sk_hpo.plot.importance.importances",
    "Importance": "sk_hpo.plot.importance.importances",
    "ParameterImportances": "sk_hpo.plot.importance.importances",
    "AutoSearchCV": "sk_hpo.search.auto",
    "Halving": "sk_hpo.levels.halving",
    "BayesSearchCV": "sk_hpo.search.bayes",
    "GradSearchCV": "sk_hpo.search.grad",
    "HalvingGridSearchCV2": "sk_hpo.search.halving_grid",
    "HalvingRandomSearchCV2": "sk_hpo.search.halving_random",
    "RandomSearchCV2": "sk_hpo.search.random",
    "SavedSearch": "sk_hpo.search.load_results",
    "SelectionBias": "sk_hpo.honest.record",
    "Surrogate": "sk_hpo.search.surrogate",
}
# Modules that `import sk_hpo` alone makes usable.
_MODULES = ("callbacks", "plot", "refit", "space")

_versions.warn_if_newer()


def __getattr__(name: str) -> Any:
    """Import what was not imported with the package."""
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _WHEN_ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(_WHEN_ASKED_FOR[name]), name)
    return value


def __dir__() -> list[str]:
    """All names, imported or not."""
    return sorted({*globals(), *__all__, *_MODULES})
