"""What looks are worth: which candidate is evaluated next, and at which level.

Notation: U of shape (q, d), points of the unit cube; L levels.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gp.levels import AtLastLevel
from sk_hpo.gp.scores.transform import ScoreTransform
from sk_hpo.levels.ladder import Ladder
from sk_hpo.one_thread import one_thread
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.model.score_model import ScoreModel

# Of what a look tells: below it, the logarithm says no more.
LEAST_TOLD = 1e-12


def worth(
    scores: ScoreModel,
    observed: Observations,
    theta: FloatArray,
    U: FloatArray,
    ladder: Ladder,
) -> FloatArray:
    """Return the log of what looks at points are worth for their costs, (q, L).

    It is the acquisition with the whole resource, times what a level tells of what the
    whole resource would tell (`AtLastLevel.told`), over the level's part of the
    resource: the form of Huang et al. (2006).

    Parameters
    ----------
    scores : ScoreModel
    observed : Observations
        With levels.
    theta : ndarray of shape (p + 3,)
        The hyperparameters of the process.
    U : ndarray of shape (q, d)
    ladder : Ladder
    """
    _, values = scores.done(observed)
    transform = ScoreTransform.of(-values[np.isfinite(values)])
    with one_thread():
        model = scores.under(theta, observed, transform)
        acquisition, _, _ = scores.acquisition(observed, model, transform)
        assert isinstance(acquisition.model, AtLastLevel)
        X = scores.columns.of(U)
        told = acquisition.model.told(X, ladder.positions)
        value = acquisition.value(X)[:, None] - np.log(ladder.shares)
    return np.asarray(value + np.log(np.maximum(told, LEAST_TOLD)))
