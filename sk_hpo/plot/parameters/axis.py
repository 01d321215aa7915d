"""The axis of a parameter: where its values lie, its scale and its ticks.

Numbers lie at themselves, on a log axis if the space is log. Choices are strips: side
by side at 0, 1, ... or, if there are numbers too, below the least number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sk_hpo.plot.parameters.stretches import Stretch
from sk_hpo.plot.parameters.text import name_text, value_text
from sk_hpo.results.results import FloatArray
from sk_hpo.space.equal_choices import distinct, find
from sk_hpo.space.plain_values import is_integer

# Half the width of a strip, and how far points of it are jittered, where the distance
# between strips is 1.
HALF, JITTER = 0.38, 0.26
# The distance between strips below a range, as a share of the range.
BESIDE = 0.14
GOLDEN = (math.sqrt(5) - 1) / 2
# Characters of a line of the name that fit in a figure of 6 x 4 inch.
WIDTHS = {"x": 50, "y": 34}
# Characters of labels that fit side by side along an axis of 5 inches.
CHARACTERS = 55


class SpaceAxis:
    """Where the values of a parameter lie on an axis.

    Parameters
    ----------
    name : str
    stretches : sequence of Stretch
        All ranges and choices, in any number of alternatives.

    Attributes
    ----------
    choices : tuple
        Those that have strips.
    log : bool
        Whether the axis has a log scale.
    """

    def __init__(self, name: str, stretches: Sequence[Stretch]) -> None:
        self.name = name
        self.choices = distinct([s.values[0] for s in stretches if s.is_choice])
        ranges = [s for s in stretches if not s.is_choice]
        self.log = bool(ranges) and all(s.log for s in ranges)
        self._numbers = [v for s in ranges for v in s.values]
        self._start, self._step = -1.0, 1.0
        if ranges:
            low = self._scaled(min(self._numbers))
            high = self._scaled(max(self._numbers))
            self._step = BESIDE * (high - low)
            self._start = low - (len(self.choices) + 1) * self._step

    def at(self, values: Iterable[Any], *, jitter: bool = False) -> FloatArray:
        """Return the positions of values.

        Parameters
        ----------
        values : iterable
        jitter : bool, default=False
            Whether to spread the values of a strip evenly across it.
        """
        counts = dict.fromkeys(range(len(self.choices)), 0)
        positions = []
        for value in values:
            i = find(value, self.choices)
            if i is None:
                positions.append(float(value))
                continue
            counts[i] += 1
            # multiples of the golden ratio are spread evenly, however many there are
            aside = (counts[i] * GOLDEN) % 1 * 2 - 1 if jitter else 0.0
            positions.append(self._strip(i, JITTER * aside))
        return np.array(positions, dtype=np.float64)

    def edges(self, stretch: Stretch) -> FloatArray:
        """Return the positions of a range, or from edge to edge of a strip."""
        if not stretch.is_choice:
            return self.at(stretch.values)
        i = find(stretch.values[0], self.choices)
        assert i is not None
        asides = np.linspace(-HALF, HALF, 4)
        return np.array([self._strip(i, float(aside)) for aside in asides])

    def between(self, at: FloatArray) -> FloatArray:
        """Return the positions in the middle between neighbours."""
        if self.log:
            return np.sqrt(at[1:] * at[:-1])
        return (at[1:] + at[:-1]) / 2

    def dress(self, axis: Any, *, slanted: bool = False) -> None:
        """Give a matplotlib axis its scale, ticks and label.

        Parameters
        ----------
        axis : matplotlib axis
        slanted : bool, default=False
            Whether long labels of ticks are slanted, since they would overlap.
        """
        if self.log:
            axis.axes.set(**{f"{axis.axis_name}scale": "log"})
        width = WIDTHS[axis.axis_name]
        axis.set_label_text(name_text(self.name, width), parse_math=False)
        if not self.choices:
            if self._are_integers and not self.log:
                axis.get_major_locator().set_params(integer=True)
            return
        numbers = self._ticks()
        labels = [*map(value_text, self.choices), *(f"{v:g}" for v in numbers)]
        at = [self._strip(i) for i in range(len(self.choices))]
        axis.set_ticks([*at, *numbers], labels, parse_math=False)
        axis.set_ticks([], minor=True)
        # strips and ranges: one more label's room between them
        n_steps = (len(self.choices) + 1 + 1 / BESIDE) if numbers else len(at)
        if slanted and max(map(len, labels)) > CHARACTERS / n_steps - 1:
            for label in axis.get_ticklabels():
                label.set(rotation=30, ha="right", rotation_mode="anchor")
        if len(labels) > 12:
            axis.set_tick_params(labelsize="small")

    def _ticks(self) -> list[float]:
        """Return round numbers of the range."""
        if not self._numbers:
            return []
        from matplotlib.ticker import LogLocator, MaxNLocator

        low, high = min(self._numbers), max(self._numbers)
        locator = (
            LogLocator(numticks=6)
            if self.log
            else MaxNLocator(nbins=5, integer=self._are_integers)
        )
        return [t for t in locator.tick_values(low, high) if low <= t <= high]

    @property
    def _are_integers(self) -> bool:
        return all(map(is_integer, self._numbers))

    def _strip(self, i: int, aside: float = 0.0) -> float:
        """Return the position of a strip, or aside of its middle."""
        scaled = self._start + (i + 1 + aside) * self._step
        return 10**scaled if self.log else scaled

    def _scaled(self, number: float) -> float:
        return math.log10(number) if self.log else float(number)
