"""Budget: fits that were run, in this call or an earlier one of the same search."""

import pytest

from sk_hpo.callbacks import Budget
from tests.callbacks.searches import grid, n_evaluated


@pytest.mark.parametrize(("fits", "n"), [(1, 1), (2, 1), (3, 2), (4, 2), (19, 10)])
def test_it_stops_when_the_fits_are_run(fits, n):
    assert n_evaluated([0.5] * 12, Budget(fits=fits)) == n


def test_its_argument_is_given_by_name():
    with pytest.raises(TypeError, match="positional"):
        Budget(10)
    with pytest.raises(TypeError, match="fits"):
        Budget()


def test_a_search_that_has_ended_does_not_go_on(tmp_path):
    path = tmp_path / "search.db"
    counts = []
    for _ in range(3):
        found = grid([0.5] * 12, Budget(fits=8), checkpoint=path)
        counts.append((found.n_fits, len(found.trials)))
    assert counts == [(8, 4), (0, 4), (0, 4)]
