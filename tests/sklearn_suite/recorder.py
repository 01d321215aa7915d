"""pytest plugin: writes the outcome of each test to the file of SUITE_OUTCOMES."""

import json
import os

_outcomes: dict[str, str] = {}


def pytest_runtest_logreport(report):
    """A test fails with any of its phases; its call decides otherwise."""
    worst = _outcomes.get(report.nodeid)
    if report.outcome == "failed" or worst is None or report.when == "call":
        _outcomes[report.nodeid] = report.outcome


def pytest_sessionfinish():
    """Write what was seen."""
    with open(os.environ["SUITE_OUTCOMES"], "w") as file:
        json.dump(_outcomes, file)
