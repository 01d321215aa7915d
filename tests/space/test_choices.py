import numpy as np
import pytest

from sk_hpo.space import Categorical, Integer, Mixed, Ordinal
from sk_hpo.space.dimensions.choices import choices_of


@pytest.mark.parametrize(
    ("items", "kind"),
    [
        ([1, 2.5, np.int64(7)], Ordinal),
        ([1, 1], Ordinal),
        ([1, 1.0], Categorical),
        ([1, None], Categorical),
        ([0, True], Categorical),
        ([1.0, float("inf")], Categorical),
        (["a"], Categorical),
        ([None, Integer(1, 2)], Mixed),
        ([Integer(1, 2)], Integer),
    ],
)
def test_the_kind_of_a_list(items, kind):
    assert type(choices_of(items)) is kind


def test_an_empty_list():
    with pytest.raises(ValueError, match="empty list"):
        choices_of([])
