"""Every differentiable model with its cases, one file a model, and every criterion.

A model without a file of cases fails here, by name: it is tested by existing.
"""

from importlib import import_module

from sk_hpo.gradients.inner.base import models
from sk_hpo.gradients.scoring.criterion import criteria

MODELS = {
    name: (model, import_module(f"{__name__}.{name}").CASES)
    for name, model in models().items()
}
CRITERIA = list(criteria())
