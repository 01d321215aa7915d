"""Figures are closed after each test."""

import pytest


@pytest.fixture(autouse=True)
def closed():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    yield
    matplotlib.pyplot.close("all")
