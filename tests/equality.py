"""What "equal to scikit-learn" means: keys, order, dtypes, masks and every bit."""

import numpy as np


def assert_same_table(ours, theirs):
    """Two `cv_results_` are equal in all but the times."""
    assert list(ours) == list(theirs)
    for key, expected in theirs.items():
        got = ours[key]
        assert type(got) is type(expected), key
        assert len(got) == len(expected), key
        if isinstance(expected, np.ndarray):
            assert got.dtype == expected.dtype, key
            assert np.array_equal(np.ma.getmaskarray(got), np.ma.getmaskarray(expected))
        if not key.endswith("_time"):
            assert all(map(same_value, got, expected)), key


def assert_same_search(ours, theirs):
    """Two fitted searches are equal in all that scikit-learn promises of one."""
    assert_same_table(ours.cv_results_, theirs.cv_results_)
    assert fitted_names(ours) == fitted_names(theirs)
    for name in ("best_index_", "best_score_", "n_splits_", "multimetric_"):
        if hasattr(theirs, name):
            assert same_value(getattr(ours, name), getattr(theirs, name)), name
            assert type(getattr(ours, name)) is type(getattr(theirs, name)), name
    if hasattr(theirs, "best_params_"):
        assert same_value(ours.best_params_, theirs.best_params_)


def fitted_names(search):
    """Names of fitted attributes, those that can be read."""
    return {name for name in dir(search) if name.endswith("_") and name[0] != "_"} & {
        name for name in dir(search) if hasattr(search, name)
    }


def same_value(a, b):
    """Equal to the bit; NaN equals NaN, estimators equal by their text."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same_value(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same_value, a, b))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b)
    if hasattr(a, "get_params"):
        return repr(a) == repr(b)
    return bool(a == b) or bool(a != a and b != b)
