"""The search space of any known estimator."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from sklearn.base import clone

from sk_hpo.default_spaces.alternatives import alternatives_of, merged
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.written_space import as_written


def default_space(
    estimator: Any,
    X: Any = None,
    y: Any = None,
    *,
    choices: Mapping[str, Any] | None = None,
) -> Any:
    """Return a search space for an estimator.

    It has the parameters that are worth searching, with ranges from the literature.
    Parameters that are choices, such as ``kernel``, are searched if they have their
    default value; otherwise yours is kept. Ranges are wide enough for the numbers that
    the estimator has.

    Parameters
    ----------
    estimator : estimator
        A classifier, a regressor or a transformer of scikit-learn, LightGBM, XGBoost or
        CatBoost, or a Pipeline, ColumnTransformer, FeatureUnion or another estimator of
        which they are parts.
    X : array-like of shape (n_samples, n_features), default=None
        Training vectors. Some ranges depend on their number, their columns, and whether
        they are sparse; without them these ranges suit most data.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
        Target relative to `X`.
    choices : dict of str to list, default=None
        Names of parameters, such as the steps of a Pipeline, and their choices. Each
        estimator among them is searched with a space of its own.

    Returns
    -------
    dict, or list of dict
        Distributions of scipy and lists, as
        :class:`~sklearn.model_selection.RandomizedSearchCV` accepts them. Several dicts
        are alternatives: some parameters exclude each other, and some defaults are not
        numbers. The dicts may be edited, and print as the code that makes them.

    Raises
    ------
    ValueError
        If an estimator is not known, or `choices` names no parameter.
    TypeError
        If a value of `choices` is not a list.

    See Also
    --------
    BayesSearchCV : Searches such a space.

    Notes
    -----
    The sources of the ranges are in the files of ``sk_hpo/default_spaces/families``;
    most are from [1]_ and [2]_, those of transformers from [4]_, and [3]_ says which
    parameters matter.

    References
    ----------
    .. [1] B. Bischl et al., "Hyperparameter optimization: Foundations, algorithms, best
       practices, and open challenges", WIREs Data Mining and Knowledge Discovery 13,
       2023.
    .. [2] M. Binder, F. Pfisterer and B. Bischl, "Collecting empirical data about
       hyperparameters for data driven AutoML", ICML Workshop on AutoML 2020.
    .. [3] P. Probst, A.-L. Boulesteix and B. Bischl, "Tunability: Importance of
       hyperparameters of machine learning algorithms", JMLR 20, 2019.
    .. [4] M. Feurer et al., "Efficient and robust automated machine learning", NeurIPS
       2015; the ranges are those of its package auto-sklearn.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from sk_hpo import default_space
    >>> default_space(make_pipeline(StandardScaler(), Ridge()))
    {'ridge__alpha': loguniform(0.0003, 3000.0)}
    """
    given = _checked(estimator, choices or {})
    data = Data.of(X, y)
    found = []
    for values in itertools.product(*given.values()):
        chosen = dict(zip(given, values, strict=True))
        made = clone(estimator).set_params(**clone(chosen, safe=False))
        listed = {name: [value] for name, value in chosen.items()}
        found += [one | listed for one in alternatives_of(made, data)]
    return as_written(merged(found, list(given)))


def _checked(estimator: Any, choices: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the choices, after checking them."""
    if not isinstance(choices, Mapping):
        raise TypeError(
            "choices must be a dict of parameter names to lists, got "
            f"{type(choices).__name__}"
        )
    names = estimator.get_params(deep=True) if choices else {}
    for name, values in choices.items():
        if name not in names:
            inside = [n for n, v in names.items() if hasattr(v, "get_params")]
            raise ValueError(
                f"choices: {name!r} is not a parameter of "
                f"{type(estimator).__name__}. Its parts are {inside}"
            )
        if not isinstance(values, (list, tuple)) or not values:
            raise TypeError(
                f"choices[{name!r}] must be a list with at least one choice, got "
                f"{values!r}"
            )
        kinds = [one.__name__ for one in values if isinstance(one, type)]
        if kinds:
            raise TypeError(
                f"choices[{name!r}] has the class {kinds[0]}; write {kinds[0]}()"
            )
    return {name: list(values) for name, values in choices.items()}
