"""Hyperparameter search for any scikit-learn estimator."""

from sk_hpo.gradients.differentiable import differentiable_parameters
from sk_hpo.search.bayes import BayesSearchCV
from sk_hpo.search.grad import GradSearchCV
from sk_hpo.search.grid import GridSearchCV2
from sk_hpo.search.random import RandomSearchCV2
from sk_hpo.trial import Candidate, FoldResult, Trial

__all__ = [
    "differentiable_parameters",
    "BayesSearchCV",
    "Candidate",
    "FoldResult",
    "GradSearchCV",
    "GridSearchCV2",
    "RandomSearchCV2",
    "Trial",
]
__version__ = "0.1.0.dev0"
