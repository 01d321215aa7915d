"""Internal coordinates of a descent.

Notation: v a hyperparameter, z its internal coordinate: log v on a logarithmic scale,
else v; dv/dz is v or 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from sk_hpo.gradients.types import FloatArray

# (low, high, whether the scale is logarithmic)
Range = tuple[float, float, bool]

# Relative precision of an optimum: of the range, or of the value on a logarithmic
# scale. Further digits differ between machines.
RESOLUTION = 1e-6


class Coordinates:
    """Conversion between parameters and internal coordinates.

    Parameters
    ----------
    ranges : mapping of str to (low, high, log)

    Attributes
    ----------
    low, high : ndarray of shape (d,)
        The bounds of z.
    """

    def __init__(self, ranges: Mapping[str, Range]) -> None:
        self.ranges = ranges
        self.low = self.encode({name: low for name, (low, _, _) in ranges.items()})
        self.high = self.encode({name: high for name, (_, high, _) in ranges.items()})

    @property
    def widths(self) -> FloatArray:
        """The differences high - low, of shape (d,); 1 where they are equal."""
        widths = self.high - self.low
        return np.where(widths > 0, widths, 1.0)

    def encode(self, params: Mapping[str, float]) -> FloatArray:
        """Return z; values outside a range are clipped to its bounds."""
        inside = self.inside(params)
        z = [
            math.log(inside[name]) if log else inside[name]
            for name, (_, _, log) in self.ranges.items()
        ]
        return np.array(z, dtype=np.float64)

    def decode(self, z: FloatArray) -> dict[str, float]:
        """Return the parameters; bounds are exact to the last bit."""
        logs = (log for _, _, log in self.ranges.values())
        v = [math.exp(x) if log else x for x, log in zip(z.tolist(), logs, strict=True)]
        at_low, at_high = z <= self.low, z >= self.high
        return self.inside(
            {
                name: low if at_low[j] else high if at_high[j] else v[j]
                for j, (name, (low, high, _)) in enumerate(self.ranges.items())
            }
        )

    def inside(self, params: Mapping[str, float]) -> dict[str, float]:
        """Return the parameters, clipped to their ranges."""
        return {
            name: min(max(float(params[name]), low), high)
            for name, (low, high, _) in self.ranges.items()
        }

    def rounded(self, params: Mapping[str, float]) -> dict[str, float]:
        """Return the parameters rounded to the precision of an optimum."""
        widths = self.slopes(params) * np.minimum(self.high - self.low, 1.0)
        return self.inside(
            {
                name: _rounded(params[name], RESOLUTION * width)
                for name, width in zip(self.ranges, widths.tolist(), strict=True)
            }
        )

    def slopes(self, params: Mapping[str, float]) -> FloatArray:
        """Return dv/dz."""
        return np.array(
            [params[name] if log else 1.0 for name, (_, _, log) in self.ranges.items()]
        )


def _rounded(v: float, resolution: float) -> float:
    return round(v, math.ceil(-math.log10(resolution))) if resolution > 0 else v
