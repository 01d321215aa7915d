"""The kind of dimension of a list of choices."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from sk_hpo.space.dimensions.categorical import Categorical
from sk_hpo.space.dimensions.dimension import Axis, Dimension
from sk_hpo.space.dimensions.mixed import Mixed
from sk_hpo.space.dimensions.ordinal import Ordinal
from sk_hpo.space.equal_choices import distinct
from sk_hpo.space.plain_values import is_number, plain


def choices_of(items: Iterable[Any]) -> Dimension:
    """Return the dimension of a list.

    Parameters
    ----------
    items : iterable
        Dimensions are ranges, every other object is a choice.

    Returns
    -------
    Dimension
        ``Ordinal`` if all are finite numbers on one scale, ``Mixed`` if there are
        dimensions among them (the dimension itself if it is alone), else
        ``Categorical``.
    """
    given = [plain(item) for item in items]
    if not given:
        raise ValueError("an empty list has no choices")
    if any(isinstance(item, Dimension) for item in given):
        alone = len(given) == 1 and isinstance(given[0], Axis)
        return given[0] if alone else Mixed(given)
    return Ordinal(given) if _on_one_scale(given) else Categorical(given)


def _on_one_scale(given: Sequence[Any]) -> bool:
    if not all(is_number(item) and math.isfinite(item) for item in given):
        return False
    # for scikit-learn max_features=1 is one feature and 1.0 is all features, so a list
    # of both is not a scale
    numbers = distinct(given)
    return len(set(numbers)) == len(numbers)
