"""Predictors whose own ``score`` writes, or that take an odd parameter of ``fit``."""

import numpy as np

from tests.fuzz.misbehaving.predictors import Line, Nearest


class ScoresIntoY(Nearest):
    """Writes into the targets that it is scored on."""

    def score(self, X, y, sample_weight=None):
        score = float(np.mean(self.predict(X) == y))
        y[: len(y) // 2] = y[0]
        return score


class ScoresIntoX(Nearest):
    """Writes into the rows that it is scored on."""

    def score(self, X, y, sample_weight=None):
        X -= self.means_.mean(axis=0)
        return float(np.mean(self.predict(X) == y))


class ScoresIntoNumbers(Line):
    """Writes into the targets that it is scored on."""

    def score(self, X, y, sample_weight=None):
        y -= self.predict(X)
        return -float(np.mean(y**2))


class ScoresIntoRows(Line):
    """Writes into the rows that it is scored on."""

    def score(self, X, y, sample_weight=None):
        X *= 0.5
        return super().score(X, y, sample_weight)


class TakesGenerator(Nearest):
    """Draws from a generator that is a parameter of fit."""

    def fit(self, X, y, rng=None):
        noise = 0.0 if rng is None else rng.normal(size=X.shape)
        return super().fit(X + noise, y)


class TakesLog(Nearest):
    """Fills a list or a dict that is a parameter of fit."""

    def fit(self, X, y, log=None):
        super().fit(X, y)
        _told(log, self.shrink)
        return self


class LineTakesGenerator(Line):
    """Draws from a generator that is a parameter of fit."""

    def fit(self, X, y, rng=None):
        noise = 0.0 if rng is None else rng.normal(size=len(y))
        return super().fit(X, y + noise)


class LineTakesLog(Line):
    """Fills a list or a dict that is a parameter of fit, and learns from it."""

    def fit(self, X, y, log=None):
        super().fit(X, y)
        self.coef_ *= 1 + _told(log, self.alpha) / 10
        return self


class SolvesEquations(Line):
    """Sums and products whose last bits hang on how the rows lie in memory."""

    def fit(self, X, y, sample_weight=None):
        gram = X.T @ X + self.alpha * np.eye(X.shape[1])
        self.coef_ = np.linalg.solve(gram, X.T @ y) + X.sum(axis=0) * 1e-3
        return self


class CentersAndSolves(Line):
    """Means, a decomposition, and rows that are written into."""

    def fit(self, X, y, sample_weight=None):
        X -= X.mean(axis=0)
        X /= X.std(axis=0) + self.alpha
        self.coef_ = np.linalg.lstsq(X, y, rcond=None)[0]
        return self


def _told(log, value):
    """How many have been told."""
    if isinstance(log, list):
        log.append(value)
    elif isinstance(log, dict):
        log[str(value)] = log.get(str(value), 0) + 1
        return sum(log.values())
    return len(log or ())
