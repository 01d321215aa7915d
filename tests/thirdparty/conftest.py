"""All tests here bear the mark, and run where the packages are installed."""

import pytest


def pytest_itemcollected(item):
    # pytest calls it for the tests below this folder alone
    item.add_marker(pytest.mark.thirdparty)
