"""Where an exact descent moves.

Notation: v a hyperparameter, z its internal coordinate: log v where the scale is
logarithmic, else v; dv/dz is v or 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sk_hpo.gradients.arrays import FloatArray

# (low, high, whether the scale is logarithmic)
Range = tuple[float, float, bool]


class Coordinates:
    """Parameters <-> internal coordinates.

    Parameters
    ----------
    ranges : mapping of str to (low, high, log)

    Attributes
    ----------
    low, high : ndarray of shape (d,)
    """

    def __init__(self, ranges: Mapping[str, Range]) -> None:
        self.ranges = ranges
        self.low = self.encode({name: low for name, (low, _, _) in ranges.items()})
        self.high = self.encode({name: high for name, (_, high, _) in ranges.items()})

    def encode(self, params: Mapping[str, float]) -> FloatArray:
        """Give z; values outside a range go to its bound."""
        return np.array(
            [
                np.log(v) if log else v
                for name, (low, high, log) in self.ranges.items()
                for v in [min(max(float(params[name]), low), high)]
            ],
            dtype=np.float64,
        )

    def decode(self, z: FloatArray) -> dict[str, float]:
        """Give the parameters, within the bounds to the last bit."""
        return {
            name: min(max(float(np.exp(x)) if log else float(x), low), high)
            for x, (name, (low, high, log)) in zip(z, self.ranges.items(), strict=True)
        }

    def slopes(self, params: Mapping[str, float]) -> FloatArray:
        """Give dv/dz."""
        return np.array(
            [params[name] if log else 1.0 for name, (_, _, log) in self.ranges.items()]
        )
