"""Figures are drawn without a screen."""

import pytest


@pytest.fixture(autouse=True)
def without_a_screen():
    pytest.importorskip("matplotlib").use("Agg")
