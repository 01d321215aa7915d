"""What a user says about levels."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal


@dataclass(frozen=True)
class Halving:
    """Levels of a search: candidates begin with a part of a resource.

    Those that do well are evaluated with more of it, and the best candidate of the
    search is one with all of it. See :doc:`/guide/levels` for which go on [1]_ [2]_.

    Parameters
    ----------
    resource : str, default="n_samples"
        ``"n_samples"``, the number of training rows, or the name of an integer
        parameter that is not searched, such as ``"n_estimators"`` or ``"max_iter"``.
    min_resources : "auto" or int, default="auto"
        No level has less of the resource. The levels are `max_resources` divided by
        powers of `factor`, so the first one may have more. "auto" is
        `max_resources` divided by a power of `factor`: for rows the smallest that is
        at least 1,000; for a parameter, `max_resources` divided by ``factor ** 2``, at
        least 1.
    max_resources : "auto" or int, default="auto"
        The most, at which candidates are compared in the end. "auto" is all training
        rows of a split, or the estimator's own value of the parameter.
    factor : float, default=3
        A level has so many times more than the one below it, and at the beginning one
        candidate in so many goes on.

    Raises
    ------
    TypeError, ValueError
        If an argument can't be used.

    References
    ----------
    .. [1] L. Li et al., "A system for massively parallel hyperparameter tuning",
       MLSys 2020 (ASHA).
    .. [2] D. Huang et al., "Sequential kriging optimization using multiple-fidelity
       evaluations", Structural and Multidisciplinary Optimization 32, 2006.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from sk_hpo import BayesSearchCV, Halving
    >>> X, y = load_digits(return_X_y=True)
    >>> search = BayesSearchCV(
    ...     RandomForestClassifier(random_state=0),
    ...     {"max_features": (0.05, 1.0), "min_samples_leaf": (1, 20)},
    ...     n_iter=9,
    ...     resource=Halving("n_estimators", max_resources=18),
    ...     cv=2,
    ...     random_state=0,
    ... ).fit(X, y)
    >>> sorted(set(search.cv_results_["n_resources"].tolist()))
    [2, 6, 18]
    >>> search.best_params_["n_estimators"]
    18
    """

    resource: str = "n_samples"
    min_resources: Literal["auto"] | int = "auto"
    max_resources: Literal["auto"] | int = "auto"
    factor: float = 3

    def __post_init__(self) -> None:
        if not isinstance(self.resource, str):
            raise TypeError(
                "Halving: resource must be 'n_samples' or the name of a parameter, got "
                f"{self.resource!r}"
            )
        for name in ("min_resources", "max_resources"):
            value = getattr(self, name)
            is_count = isinstance(value, Integral) and not isinstance(value, bool)
            if value != "auto" and not (is_count and value > 0):
                raise ValueError(
                    f"Halving: {name} must be 'auto' or a positive int, got {value!r}"
                )
        least, most = self.min_resources, self.max_resources
        if least != "auto" and most != "auto" and least > most:
            raise ValueError(
                f"Halving: min_resources={least} is greater than max_resources={most}"
            )
        factor: object = self.factor
        if not isinstance(factor, Real) or not float(factor) > 1:
            raise ValueError(
                f"Halving: factor must be a number above 1, got {self.factor!r}"
            )
