"""What several tests of the equations look at."""

import pytest

from sk_hpo.gradients.linalg.systems import factorised
from sk_hpo.gradients.logistic import interior_point, quadratic


@pytest.fixture
def orders(monkeypatch):
    """The orders of the linear systems that quadratic steps have solved."""
    solved = []

    def counted(H):
        solved.append(len(H))
        return factorised(H)

    for module in (quadratic, interior_point):
        monkeypatch.setattr(module, "factorised", counted)
    return solved
