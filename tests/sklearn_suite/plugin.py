"""pytest plugin: scikit-learn's tests of its searches run on the searches of sk_hpo.

Puts `GridSearchCV2` and `RandomSearchCV2` where scikit-learn and its tests look for
`GridSearchCV` and `RandomizedSearchCV`. Nothing is skipped or loosened, and successive
halving stays scikit-learn's.
"""

import pytest
import sklearn.model_selection
from sklearn.model_selection import _search

import sk_hpo

OURS = {
    "GridSearchCV": sk_hpo.GridSearchCV2,
    "RandomizedSearchCV": sk_hpo.RandomSearchCV2,
}


def _replace(module):
    for name, ours in OURS.items():
        if hasattr(module, name):
            setattr(module, name, ours)


_replace(sklearn.model_selection)
_replace(_search)


def pytest_collection_modifyitems(items):
    """Fail rather than test scikit-learn against itself."""
    for module in {item.module for item in items}:
        for name, ours in OURS.items():
            if getattr(module, name, ours) is not ours:
                raise pytest.UsageError(f"{module.__name__}.{name} is not ours")
