"""What is drawn: every choice of a search comes from one generator."""

import numpy as np


class Draw:
    """Choices for search `number` of `seed`, always the same."""

    def __init__(self, seed, number):
        self._rng = np.random.default_rng([seed, number])

    def integer(self, low, high):
        """Both ends included."""
        return int(self._rng.integers(low, high + 1))

    def chance(self, p):
        return bool(self._rng.random() < p)

    def one(self, options):
        options = list(options)
        return options[self.integer(0, len(options) - 1)]

    def some(self, options, low, high):
        """Between `low` and `high` of them, if there are as many, in their order."""
        options = list(options)
        n = min(self.integer(low, high), len(options))
        chosen = self._rng.choice(len(options), n, replace=False)
        return [options[i] for i in sorted(chosen)]

    def weighted(self, weights):
        """A key of a mapping to weights."""
        p = np.array(list(weights.values()), float)
        return list(weights)[self._rng.choice(len(p), p=p / p.sum())]
