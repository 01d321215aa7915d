"""pytest plugin: scikit-learn's tests of its searches run on the searches of sk_hpo.

Puts `GridSearchCV2`, `RandomSearchCV2` and the halving searches where scikit-learn and
its tests look for its own. Nothing is skipped or loosened.
"""

import pytest
import sklearn.model_selection
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import _search, _search_successive_halving

import sk_hpo

OURS = {
    "GridSearchCV": sk_hpo.GridSearchCV2,
    "RandomizedSearchCV": sk_hpo.RandomSearchCV2,
    "HalvingGridSearchCV": sk_hpo.HalvingGridSearchCV2,
    "HalvingRandomSearchCV": sk_hpo.HalvingRandomSearchCV2,
}


def _replace(module):
    for name, ours in OURS.items():
        if hasattr(module, name):
            setattr(module, name, ours)


_replace(sklearn.model_selection)
_replace(_search)
_replace(_search_successive_halving)


def pytest_collection_modifyitems(items):
    """Fail rather than test scikit-learn against itself."""
    for module in {item.module for item in items}:
        for name, ours in OURS.items():
            if getattr(module, name, ours) is not ours:
                raise pytest.UsageError(f"{module.__name__}.{name} is not ours")
