"""Figures are closed after each test."""

import pytest


@pytest.fixture(autouse=True)
def closed():
    pytest.importorskip("matplotlib").use("Agg")
    plt = pytest.importorskip("matplotlib.pyplot")
    yield
    plt.close("all")
