"""What may be searched: dimensions, spaces, and readers of foreign formats."""

from __future__ import annotations

from sk_hpo.space.allowed_share import check_share
from sk_hpo.space.dimensions.categorical import Categorical
from sk_hpo.space.dimensions.dimension import Dimension
from sk_hpo.space.dimensions.distribution import Distribution
from sk_hpo.space.dimensions.entries import Entries
from sk_hpo.space.dimensions.integer import Integer
from sk_hpo.space.dimensions.mixed import Mixed
from sk_hpo.space.dimensions.ordinal import Ordinal
from sk_hpo.space.dimensions.real import Real
from sk_hpo.space.dimensions.stepped import Stepped
from sk_hpo.space.names import check_names
from sk_hpo.space.space import Space
from sk_hpo.space.wide_ranges import wide_ranges

__all__ = [
    "Categorical",
    "Dimension",
    "Distribution",
    "Entries",
    "Integer",
    "Mixed",
    "Ordinal",
    "Real",
    "Space",
    "Stepped",
    "check_names",
    "check_share",
    "wide_ranges",
]
