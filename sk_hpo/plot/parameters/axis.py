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
from sk_hpo.plot.parameters.text import name_text, number_text, value_text
from sk_hpo.plot.parameters.ticks import round_numbers
from sk_hpo.results.results import FloatArray
from sk_hpo.space.equal_choices import different_values, finder
from sk_hpo.space.plain_values import is_integer

# Half the width of a strip, and how far points of it are jittered, where the distance
# between strips is 1.
HALF, JITTER = 0.38, 0.26
# The distance between strips below a range, as a share of the range. They take as much
# as the range at most.
BESIDE = 0.14
# So many listed numbers have ticks of their own, if these are not closer to each other
# than this share of the axis.
MOST_LISTED, CLOSEST = 10, 0.05
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
    choices : list
        Those that have strips.
    log : bool
        Whether the axis has a log scale.
    """

    def __init__(self, name: str, stretches: Sequence[Stretch]) -> None:
        self.name = name
        self.choices = different_values(s.values[0] for s in stretches if s.is_choice)
        self._find = finder(self.choices)
        ranges = [s for s in stretches if not s.is_choice]
        self._numbers = sorted({v for s in ranges for v in s.values})
        self.log = all(s.log for s in ranges) and min(self._numbers, default=0) > 0
        self._start, self._step = -1.0, 1.0
        # the lowest and the highest place, on the scale
        self._ends = 0.0, len(self.choices) - 1.0
        if ranges:
            low, high = map(self._scaled, (self._numbers[0], self._numbers[-1]))
            n = len(self.choices)
            self._step = min(BESIDE, 1 / max(n, 1)) * (high - low)
            self._start = low - (n + 1) * self._step
            self._ends = self._strip(0) if n else low, high
        few = len(self._numbers) <= MOST_LISTED and all(s.listed for s in ranges)
        gaps = np.diff(self.unit(self._numbers)) if few else np.zeros(1)
        self._few_listed = bool(gaps.min(initial=1.0) >= CLOSEST)

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
            i = self._find(value)
            if i is None:
                positions.append(float(value))
                continue
            counts[i] += 1
            # multiples of the golden ratio are spread evenly, however many there are
            aside = (counts[i] * GOLDEN) % 1 * 2 - 1 if jitter else 0.0
            positions.append(self._unscaled(self._strip(i, JITTER * aside)))
        return np.array(positions, dtype=np.float64)

    def unit(self, values: Iterable[Any]) -> FloatArray:
        """Return the places of values from 0 to 1, from end to end of the axis."""
        found = [(self._find(value), value) for value in values]
        low, high = self._ends
        if low == high:
            return np.full(len(found), 0.5)
        scaled = [self._scaled(v) if i is None else self._strip(i) for i, v in found]
        return (np.array(scaled, dtype=np.float64) - low) / (high - low)

    def marked_numbers(self) -> list[float]:
        """Return the numbers that have ticks: listed ones if they are few, or round."""
        if not self._numbers:
            return []
        low, high = self._numbers[0], self._numbers[-1]
        if self._few_listed:
            return self._numbers
        whole = all(map(is_integer, self._numbers))
        ticks = round_numbers(low, high, log=self.log, whole=whole)
        return [tick for tick in ticks if self._find(tick) is None]

    def has_own_place(self, value: Any) -> bool:
        """Return whether a value is a choice, or one of a few listed numbers."""
        return self._few_listed or self._find(value) is not None

    def edges(self, stretch: Stretch) -> FloatArray:
        """Return the positions of a range, or from edge to edge of a strip."""
        if not stretch.is_choice:
            return self.at(stretch.values)
        i = self._find(stretch.values[0])
        assert i is not None
        asides = np.linspace(-HALF, HALF, 4)
        return np.array([self._unscaled(self._strip(i, float(a))) for a in asides])

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
            if all(map(is_integer, self._numbers)) and not self.log:
                axis.get_major_locator().set_params(integer=True)
            return
        numbers = self.marked_numbers()
        labels = [*map(value_text, self.choices), *map(number_text, numbers)]
        at = self.at(self.choices)
        axis.set_ticks([*at, *numbers], labels, parse_math=False)
        axis.set_ticks([], minor=True)
        # strips and ranges: one more label's room between them
        n_steps = (len(self.choices) + 1 + 1 / BESIDE) if numbers else len(at)
        if slanted and max(map(len, labels)) > CHARACTERS / n_steps - 1:
            for label in axis.get_ticklabels():
                label.set(rotation=30, ha="right", rotation_mode="anchor")
        if len(labels) > 12:
            axis.set_tick_params(labelsize="small")

    def _strip(self, i: int, aside: float = 0.0) -> float:
        """Return the place of a strip, or aside of its middle, on the scale."""
        return self._start + (i + 1 + aside) * self._step

    def _scaled(self, number: float) -> float:
        return math.log10(number) if self.log else float(number)

    def _unscaled(self, scaled: float) -> float:
        return 10**scaled if self.log else scaled
