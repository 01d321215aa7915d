"""The real scores of a descent that follows a smooth loss in place of the score.

Notation: z of shape (d,) internal coordinates, Z of shape (n, d) several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sk_hpo.gradients.cross_validated_loss import CrossValidatedLoss
from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.implicit import Evaluation
from sk_hpo.gradients.outer.coordinates import Coordinates
from sk_hpo.gradients.outer.interpolate import (
    InterpolatedResponses,
    interpolation_weights,
)
from sk_hpo.gradients.outer.polish import PredictedScores
from sk_hpo.gradients.scoring.judge import Judge, RowsJudge
from sk_hpo.gradients.types import FloatArray


@dataclass(frozen=True)
class Judged:
    """A point with its real score and, to break ties, that of the smooth loss."""

    z: FloatArray
    score: tuple[float, float]


@dataclass
class Judging:
    """Real scores of the points of a descent.

    Parameters
    ----------
    judge : Judge
        Computes the real score.
    loss : CrossValidatedLoss
    coordinates : Coordinates

    Attributes
    ----------
    judged : list of Judged
        In order of evaluation.
    """

    judge: Judge
    loss: CrossValidatedLoss
    coordinates: Coordinates
    judged: list[Judged] = field(default_factory=list)
    _on_rows: list[RowsJudge] = field(default_factory=list)

    def best(self) -> Judged:
        """Return the point with the best score."""
        return max(self.judged, key=lambda judged: judged.score)

    def score(self, z: FloatArray, here: Evaluation) -> float | None:
        """Return the real score of an evaluation; None if it cannot be computed.

        If only the responses are known, the smooth loss is computed from them when it
        is needed to break a tie.
        """
        if not self._on_rows:
            judge, classes = self.judge, self.loss.classes
            self._on_rows = [
                RowsJudge(judge, y, s, classes) for y, _, s in here.responses
            ]
        both = zip(self._on_rows, here.responses, strict=True)
        score = float(np.mean([judged(u) for judged, (_, u, _) in both]))
        if np.isnan(score):
            return None
        # fits are less precise than the last digits
        rounded, smooth = round(score, 10), -here.value
        if not here.gradient:
            best = self.best().score[0]
            smooth = -self.loss.loss(here) if rounded >= best else -np.inf
        self.judged.append(Judged(z, (rounded, smooth)))
        return score

    def predicted_scores(
        self, Z: FloatArray, seen: Sequence[tuple[FloatArray, Evaluation]]
    ) -> PredictedScores:
        """Predict scores of points Z from responses interpolated between known points.

        Returns the scores and the uncertainty of each. It grows with the distance to
        the known points, and with extrapolation. None if nothing can be predicted.
        """
        low, widths = self.coordinates.low, self.coordinates.widths
        points = (np.array([z for z, _ in seen]) - low) / widths
        asked = (Z - low) / widths
        weights = interpolation_weights(points, asked)
        if weights is None:
            return None
        scores = np.zeros((len(self._on_rows), len(Z)))
        for k, judge in enumerate(self._on_rows):
            known = [here.responses[k][1] for _, here in seen]
            interpolated = InterpolatedResponses(known)
            for j, a in enumerate(weights):
                check_time()
                scores[k, j] = judge(interpolated.at(a))
        mean = scores.mean(axis=0)
        far = np.abs(asked[:, None] - points).max(axis=2).min(axis=1)
        uncertainty = far * np.abs(weights).sum(axis=1)
        # fits are less precise than the last digits
        return np.where(np.isnan(mean), -np.inf, np.round(mean, 10)), uncertainty
