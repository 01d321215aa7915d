"""The acquisition of candidates at levels of a resource, for their costs.

Notation: U of shape (q, d), points of the unit cube; L levels.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gp.levels import LAST, AtLastLevel
from sk_hpo.gp.scores.transform import ScoreTransform
from sk_hpo.levels.ladder import Ladder
from sk_hpo.one_thread import one_thread
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.model.score_model import ScoreModel

# A smaller ratio of variances is rounding.
LEAST_RATIO = 1e-12


class AtLevels(NamedTuple):
    """What the model expects of points.

    Attributes
    ----------
    value : ndarray of shape (q, L)
        The log of the acquisition at each level for its cost.
    gain : float
        The largest expected improvement of the best score with the whole resource, in
        units of the score.
    """

    value: FloatArray
    gain: float


def acquisition_at_levels(
    scores: ScoreModel,
    observed: Observations,
    theta: FloatArray,
    U: FloatArray,
    ladder: Ladder,
) -> AtLevels:
    """Return what the model expects of points at levels.

    The value at a level is the log of the acquisition with the whole resource, times
    the part of the variance that a score at the level removes
    (`AtLastLevel.variance_ratio`), over the level's part of the resource: the form of
    Huang et al. (2006).

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
        ratio = acquisition.model.variance_ratio(X, ladder.positions)
        value = acquisition.value(X)[:, None] - np.log(ladder.shares)
        whole = _whole_scores(scores, observed)
        if len(whole):
            # a search without levels has the gain over its best score too
            best = float(transform.forward(-whole).min())
            acquisition = replace(acquisition, best=best)
        gain = scores.gain(acquisition, transform, U)
    return AtLevels(value + np.log(np.maximum(ratio, LEAST_RATIO)), gain)


def _whole_scores(scores: ScoreModel, observed: Observations) -> FloatArray:
    """Return the scores with the whole resource, those of other searches first."""
    assert observed.levels is not None
    known = observed.levels[: len(observed.values)]
    values = np.append(scores.prior_values, observed.values[known == LAST])
    return np.asarray(values[np.isfinite(values)])
