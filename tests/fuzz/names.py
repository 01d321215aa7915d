"""Names that the text of a case may use, and where they are imported from."""

import ast
import importlib
import pkgutil
from functools import cache

import numpy as np
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.utils import all_estimators

from tests.fuzz import misbehaving

MODULES = {
    "sklearn": "config_context",
    "sklearn.base": "clone",
    "sklearn.compose": "make_column_selector make_column_transformer",
    "sklearn.feature_selection": """
        f_classif f_regression chi2 mutual_info_classif mutual_info_regression
    """,
    "sklearn.impute": "IterativeImputer",
    "sklearn.metrics": """
        make_scorer accuracy_score f1_score log_loss r2_score mean_squared_error
        mean_absolute_error balanced_accuracy_score roc_auc_score adjusted_rand_score
        precision_score recall_score jaccard_score fbeta_score median_absolute_error
        zero_one_loss explained_variance_score
    """,
    "sklearn.metrics.pairwise": """
        rbf_kernel linear_kernel polynomial_kernel laplacian_kernel cosine_similarity
        euclidean_distances manhattan_distances chi2_kernel
    """,
    "sklearn.model_selection": """
        KFold StratifiedKFold GroupKFold StratifiedGroupKFold TimeSeriesSplit
        LeaveOneOut LeavePOut LeaveOneGroupOut LeavePGroupsOut ShuffleSplit
        StratifiedShuffleSplit GroupShuffleSplit PredefinedSplit RepeatedKFold
        RepeatedStratifiedKFold GridSearchCV
    """,
    "sklearn.pipeline": "make_pipeline make_union Pipeline FeatureUnion",
    "sklearn.gaussian_process.kernels": """
        RBF Matern WhiteKernel ConstantKernel DotProduct
    """,
    "functools": "partial",
    "joblib": "parallel_config",
    "scipy.fft": "dct fft",
    "scipy.signal": "detrend",
    "scipy.stats": "randint uniform loguniform",
    "lightgbm": "LGBMClassifier LGBMRegressor",
    "xgboost": "XGBClassifier XGBRegressor",
    "tests.fuzz.data": "table text",
}


@cache
def where():
    """The public module of each name."""
    found = {name: _public(kind) for name, kind in all_estimators()}
    for module, names in MODULES.items():
        found |= dict.fromkeys(names.split(), module)
    for info in pkgutil.iter_modules(misbehaving.__path__):
        module = importlib.import_module(f"{misbehaving.__name__}.{info.name}")
        found |= {
            name: module.__name__
            for name, value in vars(module).items()
            if getattr(value, "__module__", "") == module.__name__ and name[0] != "_"
        }
    return {name: module for name, module in found.items() if has(module, name)}


def has(module, name):
    """Whether there is such a thing, in the versions that are installed."""
    try:
        return hasattr(importlib.import_module(module), name)
    except ImportError:
        return False


def _public(kind):
    """All of its module's path that is before the first private name."""
    return kind.__module__.partition("._")[0]


@cache
def _objects():
    return {
        name: getattr(importlib.import_module(module), name)
        for name, module in where().items()
    }


def namespace():
    """A new one, to evaluate a case in."""
    return {"np": np, **_objects()}


def named(text):
    """Names of ours in an expression, in alphabetical order."""
    used = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
    return sorted(used & where().keys())


def imports(text):
    """Lines that import what an expression uses."""
    by_module = {}
    for name in named(text):
        by_module.setdefault(where()[name], []).append(name)
    lines = ["import numpy as np"] if "np." in text else []
    if "IterativeImputer" in text:
        lines.append("from sklearn.experimental import enable_iterative_imputer")
    return lines + [f"from {m} import {', '.join(n)}" for m, n in by_module.items()]
