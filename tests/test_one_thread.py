import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from sk_hpo.one_thread import one_thread


@pytest.fixture(autouse=True)
def _two_threads():
    with threadpool_limits(2):
        yield


def blas():
    return [
        lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"
    ]


def test_one_thread_inside_and_as_before_outside():
    before = blas()
    with one_thread():
        assert set(blas()) == {1}
    assert blas() == before


def test_two_at_once_in_any_order():
    before = blas()
    one, other = one_thread(), one_thread()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    assert set(blas()) == {1}
    other.__exit__(None, None, None)
    assert blas() == before
