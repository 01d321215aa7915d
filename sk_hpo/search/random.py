"""RandomSearchCV2: settings drawn from distributions."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from sklearn.model_selection import RandomizedSearchCV

from .base import CONSTRAINTS, EngineSearch


class RandomSearchCV2(EngineSearch, RandomizedSearchCV):  # type: ignore[misc]
    """Exhaustive search over specified parameter values for an estimator."""

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RandomizedSearchCV._parameter_constraints,
        **CONSTRAINTS,
    }

    def __init__(
        self,
        estimator,
        param_distributions,
        *,
        n_iter=10,
        scoring=None,
        n_jobs=None,
        refit=True,
        cv=None,
        verbose=0,
        pre_dispatch="2*n_jobs",
        random_state=None,
        error_score=np.nan,
        return_train_score=False,
        share_fits=True,
        callback=None,
    ):
        super().__init__(
            estimator,
            param_distributions,
            n_iter=n_iter,
            scoring=scoring,
            n_jobs=n_jobs,
            refit=refit,
            cv=cv,
            verbose=verbose,
            pre_dispatch=pre_dispatch,
            random_state=random_state,
            error_score=error_score,
            return_train_score=return_train_score,
        )
        self.share_fits = share_fits
        self.callback = callback
