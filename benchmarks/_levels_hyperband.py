"""dask-ml's HyperbandSearchCV as one of the peers of `_levels_peers.py`.

It needs an estimator with ``partial_fit``, and trains it on one block of the rows after
another. A block is such that a candidate that gets all calls has seen each row as often
as ``fit`` would have it. It scores on a seventh of the rows, held out once.

Its cluster is one thread of this process, so its processor time is that of the process.
dask-ml 2025.1 needs dask before 2025.2: with later ones it raises that an asynchronous
client is used in a synchronous context.
"""

from __future__ import annotations

from typing import Any

import numpy as np

TEST_SIZE = 1 / 7
# Brackets of 27, 12, 6 and 4 candidates: about the time of twelve whole fits on three
# splits.
MOST_CALLS = 27


def runs(estimator: Any) -> bool:
    """Whether dask-ml is installed, and can train the estimator."""
    if not hasattr(estimator, "partial_fit"):
        return False
    try:
        import dask_ml  # noqa: F401
    except ImportError:
        return False
    return True


def search(
    estimator: Any,
    drawn: dict[str, Any],
    X: np.ndarray,
    y: np.ndarray,
    scoring: str,
    seed: int,
) -> dict[str, Any]:
    """Give the parameters of the best candidate."""
    import dask.array
    from dask_ml.model_selection import HyperbandSearchCV
    from distributed import Client

    rows = np.random.default_rng(seed).permutation(len(X))
    block = round((1 - TEST_SIZE) * len(X) * estimator.max_iter / MOST_CALLS)
    with Client(
        processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None
    ):
        found = HyperbandSearchCV(
            estimator,
            drawn,
            max_iter=MOST_CALLS,
            test_size=TEST_SIZE,
            scoring=scoring,
            random_state=seed,
        ).fit(
            dask.array.from_array(X[rows], chunks=(block, X.shape[1])),
            dask.array.from_array(y[rows], chunks=block),
            classes=np.unique(y),
        )
    best: dict[str, Any] = found.best_params_
    return best
