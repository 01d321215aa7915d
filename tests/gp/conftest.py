"""Numerics run as they do in a search."""

import pytest

from sk_hpo.one_thread import one_thread


@pytest.fixture(autouse=True)
def _one_thread(request):
    if "threads" in request.module.__name__:
        yield
        return
    with one_thread():
        yield
