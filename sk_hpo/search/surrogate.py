"""The model of a Bayesian search, in terms of parameters and scores.

Notation: q candidates; m and s of shape (q,) mean and standard deviation of their
transformed scores under the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from sk_hpo.gp.feasibility import Feasibility
from sk_hpo.gp.kernel import FloatArray
from sk_hpo.gp.regression import Posterior
from sk_hpo.gp.scores.moments import score_moments
from sk_hpo.gp.scores.transform import BEYOND_MEDIAN, ScoreTransform
from sk_hpo.gp.sensitivity.draws import Draws
from sk_hpo.gp.sensitivity.score_draws import ScoreDraws
from sk_hpo.gp.training_subset import all_alike
from sk_hpo.one_thread import one_thread
from sk_hpo.space import Space
from sk_hpo.space.named_errors import named_errors
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.model.score_model import ScoreModel
from sk_hpo.strategies.strategy import PriorTrials
from sk_hpo.trial import ClosedTrial

# Not an identifier, so that no parameter has this name.
ALTERNATIVE = "(alternative)"
# In units of the distance between the best and the median score.
CUT_OFF = 30.0


class Surrogate:
    """The model of a :class:`BayesSearchCV`: the expected score of each candidate.

    ``search.surrogate`` makes it from the trials that are known at that time. It is
    fitted when it is first used. It is the Gaussian process of the search, but it clips
    fewer bad scores, so that it also describes bad regions: scores are clipped if they
    are below the median of the initial design by more than thirty times the distance of
    the best score from the median. If there are more than 700 candidates, it is fitted
    to 700 of them, evenly spaced in the order of the search. Candidates whose fit
    failed are ignored, so the predictions there come from their neighbours.

    Parameters
    ----------
    space : Space
        The search space. One model covers all alternatives, even if the search, given
        ``(dict, n)`` pairs, has a model for each.
    trials : sequence of Trial or StoppedTrial
        Trials of the search. Those that racing has stopped count by their estimated
        scores.
    prior : sequence of (dict, float)
        Candidates of the space and their scores in other searches, NaN where a fit
        failed.

    Attributes
    ----------
    space : Space
        The search space, in which candidates are points of the unit cube.
    trials : list of Trial or StoppedTrial
        The trials that the model is fitted to.

    Raises
    ------
    ValueError
        If there is no finite score.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
    >>> search = BayesSearchCV(SVC(), space, n_iter=15, random_state=0).fit(X, y)
    >>> candidates = [{"C": 10, "gamma": 0.02}]
    >>> mean, std = search.surrogate.predict(candidates, return_std=True)
    >>> bool(abs(mean[0] - 0.98) < 0.05), std.shape
    (True, (1,))
    >>> list(search.surrogate.length_scales)
    ['C', 'gamma']
    """

    def __init__(
        self, space: Space, trials: Sequence[ClosedTrial], prior: PriorTrials = ()
    ) -> None:
        self._space = space
        self.trials = list(trials)
        self._prior = list(prior)
        if not np.isfinite(self._scores).any():
            n = len(self._scores)
            raise ValueError(
                f"there is no score to model: all {n} complete candidates have failed"
                if n
                else "there is no score to model: no candidate is complete yet"
            )

    def predict(
        self, params_list: Iterable[Mapping[str, Any]], return_std: bool = False
    ) -> FloatArray | tuple[FloatArray, FloatArray]:
        """Predict mean test scores.

        The model predicts a normal distribution of the transformed score of each
        candidate. This method returns the mean and the standard deviation of the score
        itself, by Gauss-Hermite quadrature. Scores far beyond the observed range are
        clipped to at most one width of the range from it.

        Parameters
        ----------
        params_list : list of dict of length q
            Candidates, each with all parameters of the space or of one of its
            alternatives, such as ``cv_results_["params"]``.
        return_std : bool, default=False
            Whether to return the standard deviations too.

        Returns
        -------
        mean : ndarray of shape (q,)
            Expected mean test score; higher is better, as for every scorer.
        std : ndarray of shape (q,)
            Standard deviation of the score without its noise: the uncertainty of the
            model. Only if `return_std`. Zero if all known scores are equal.

        Raises
        ------
        TypeError
            If `params_list` is not a list of dicts.
        ValueError
            If a candidate is not in the space.
        """
        U = self._points(params_list)
        model, _ = self._fitted
        with one_thread():
            m, s = model.predict(self._model.columns.of(U))
        mean, std = self._as_scores(m, s)
        return (mean, std) if return_std else mean

    def predict_averages(
        self, points: FloatArray, weights: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Predict the weighted average of the scores in groups of candidates.

        Parameters
        ----------
        points : ndarray of shape (g, a, d)
            Candidates in g groups of a each, as `space` encodes them.
        weights : ndarray of shape (g, a)
            The weights of each group sum to 1.

        Returns
        -------
        mean : ndarray of shape (g,)
            Expected averages.
        std : ndarray of shape (g,)
            Standard deviations of the averages, which count how the errors of the model
            at the candidates of a group are correlated. Those of single candidates are
            the ones of `predict`; correlations are those of the transformed scores.
        """
        g, a, d = points.shape
        model, _ = self._fitted
        with one_thread():
            Z = self._model.columns.of(points.reshape(g * a, d))
            m, s = model.predict(Z)
            mean, std = self._as_scores(m, s)
            w = weights * (std / s).reshape(g, a)
            std = model.sd_of_averages(Z.reshape(g, a, -1), w)
        return np.einsum("ij,ij->i", weights, mean.reshape(g, a)), std

    def success(self, points: FloatArray) -> FloatArray:
        """Return the probability that a fit does not fail.

        Parameters
        ----------
        points : ndarray of shape (q, d)
            As `space` encodes candidates.

        Returns
        -------
        ndarray of shape (q,)
            1 if no fit has failed.
        """
        if self._failures is None:
            return np.ones(len(points))
        with one_thread():
            log = self._failures.log_probability(self._model.columns.of(points))
        return np.asarray(np.exp(log))

    @property
    def space(self) -> Space:
        """The search space, in which candidates are points of the unit cube.

        It has ``encode(params)``, ``decode(point)``, ``names`` and ``alternatives``.
        """
        return self._space

    @property
    def length_scales(self) -> dict[str, float]:
        """The length scale of each parameter: the distance at which the score changes.

        The unit is the range of the parameter, on a log scale if it is searched on one,
        or the distance between two unordered choices. Parameters with a small length
        scale matter most. A parameter with several coordinates (a list that contains
        ranges, or ranges that differ between alternatives) has the smallest of their
        length scales. Parameters with a single value are left out. With several
        alternatives, ``"(alternative)"`` is the choice between them.
        """
        model, _ = self._fitted
        scales: dict[str, float] = {}
        for name, log in zip(self._model.columns.names, model.theta, strict=False):
            name, scale = name or ALTERNATIVE, float(np.exp(log))
            scales[name] = min(scale, scales.get(name, scale))
        return scales

    @property
    def noise(self) -> float:
        """Standard deviation of the noise at the best candidate, in units of the score.

        Noise is the part of the scores that a smooth function of the parameters does
        not explain.
        """
        model, _ = self._fitted
        with one_thread():
            m, _ = model.predict(model.X)
        _, std = self._as_scores(m.min(keepdims=True), np.exp(model.theta[-1:] / 2))
        return float(std[0])

    def draws(self, n_draws: int, rng: np.random.Generator) -> ScoreDraws:
        """Draw functions of the parameters from models of the scores.

        These models have priors of their own, by which the scores may be nothing but
        noise: `gp/sensitivity/explanations.py`.

        Parameters
        ----------
        n_draws : int
            How many functions to draw.
        rng : numpy.random.Generator
            The source of randomness.

        Returns
        -------
        ScoreDraws
            Bad scores are cut off as in a search, at :attr:`cut_off`.
        """
        with one_thread():
            models, transform = self._model.explained(self._observed, self._limit, rng)
            share = np.cumsum([0.0, *(weight for weight, _ in models)])
            edges = np.round(n_draws * share).astype(int)
            draws = [
                Draws(model, int(n), rng)
                for (_, model), n in zip(models, np.diff(edges), strict=True)
                if n
            ]
        columns, best = self._model.columns.of, float(self._finite.max())
        return ScoreDraws(draws, columns, transform, best, self.cut_off)

    @property
    def cut_off(self) -> float:
        """The score at which a search cuts off worse ones.

        It is below the median of the initial design by twice the distance of the best
        score from it.
        """
        scores, best = self._finite, float(self._finite.max())
        middle = self._middle
        if middle == best and scores.min() < best:
            # more than half are equal to the best, so the others give the scale
            middle = float(np.median(scores[scores < best]))
        return middle - BEYOND_MEDIAN * (best - middle)

    @cached_property
    def _fitted(self) -> tuple[Posterior, ScoreTransform]:
        with one_thread():
            return self._model.fit(self._observed, self._limit, all_alike)

    @cached_property
    def _failures(self) -> Feasibility | None:
        U, values = self._model.done(self._observed)
        with one_thread():
            return self._model.feasibility(U, ~np.isfinite(values))

    @property
    def _observed(self) -> Observations:
        # in order, so that the fit starts from the last hyperparameters
        candidates = [trial.candidate for trial in self.trials]
        U = np.array([self._space.encode(c.params) for c in candidates])
        U = U.reshape(len(candidates), len(self._space.coordinates))
        notes = [c.note for c in candidates if c.note is not None]
        errors = np.array([trial.error for trial in self.trials], dtype=np.float64)
        return Observations(U, self._scores[: len(candidates)], errors, notes)

    @cached_property
    def _model(self) -> ScoreModel:
        return ScoreModel(self._space, self._prior)

    @property
    def _scores(self) -> FloatArray:
        of_trials = (trial.estimate for trial in self.trials)
        of_others = (score for _, score in self._prior)
        return np.array([*of_trials, *of_others], dtype=np.float64)

    @property
    def _finite(self) -> FloatArray:
        scores = self._scores
        return np.asarray(scores[np.isfinite(scores)])

    @property
    def _middle(self) -> float:
        """The median score of the initial design, or of all if it has none."""
        notes = [trial.candidate.note or {} for trial in self.trials]
        filling = [note.get("member") == "design" for note in notes]
        typical = self._scores[: len(notes)][filling]
        typical = typical[np.isfinite(typical)]
        return float(np.median(typical if len(typical) else self._finite))

    @property
    def _limit(self) -> float:
        """The limit at which bad scores are clipped, as a value to be minimised.

        A search clips more scores, based on the median of all, since it has to choose
        among the good ones. Users want to see the others too.
        """
        middle = self._middle
        return CUT_OFF * (float(self._finite.max()) - middle) - middle

    def _as_scores(self, m: FloatArray, s: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the means and standard deviations of scores, from those of z."""
        _, transform = self._fitted
        return score_moments(transform, m, s, self._finite)

    def _points(self, params_list: Iterable[Mapping[str, Any]]) -> FloatArray:
        if isinstance(params_list, (Mapping, str)) or not isinstance(
            params_list, Iterable
        ):
            raise TypeError(
                "params_list must be a list of dicts of parameters ([params] for one "
                f"candidate), got {params_list!r}"
            )
        points = []
        for number, params in enumerate(params_list):
            if not isinstance(params, Mapping):
                raise TypeError(
                    "params_list must be a list of dicts of parameters, got "
                    f"{params!r} as candidate {number}"
                )
            with named_errors(f"params_list: candidate {number} is not in the space"):
                points.append(self._space.encode(params))
        return np.array(points).reshape(len(points), len(self._space.coordinates))

    def __getstate__(self) -> dict[str, Any]:
        # the model is fitted again when it is needed
        return {name: vars(self)[name] for name in ("_space", "trials", "_prior")}

    def __repr__(self) -> str:
        scores = self._scores
        n_failed = int(np.count_nonzero(~np.isfinite(scores)))
        failed = f" ({n_failed} failed)" if n_failed else ""
        scales = ", ".join(f"{n}: {s:.2g}" for n, s in self.length_scales.items())
        return (
            f"<Surrogate of {len(scores)} candidates{failed}; length scales "
            f"{{{scales}}}; noise {self.noise:.2g}>"
        )
