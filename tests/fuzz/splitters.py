"""Splits: one entry each, with what it needs of the data."""

ANY = """
    3 | 2 | KFold(3) | KFold(2, shuffle=True, random_state=0) | TimeSeriesSplit(2) |
    KFold(2, shuffle=True, random_state=np.random.RandomState(1)) |
    TimeSeriesSplit(2, gap=2, max_train_size=30) |
    ShuffleSplit(2, test_size=0.3, random_state=0) |
    ShuffleSplit(2, test_size=5, train_size=20, random_state=0) |
    ShuffleSplit(2) | RepeatedKFold(n_splits=2, n_repeats=2, random_state=0) |
    PredefinedSplit(np.arange(np.shape(X)[0]) % 3 - 1) |
    [(np.arange(0, 25), np.arange(25, 40)), (np.arange(15, 40), np.arange(0, 15))] |
    [(np.arange(np.shape(X)[0]) % 3 != 0, np.arange(np.shape(X)[0]) % 3 == 0)] |
    [(list(range(30)), list(range(30, 40)))] |
    iter([(np.arange(0, 30), np.arange(20, 40)), (np.arange(10, 40), np.arange(12))]) |
    [(np.r_[0:30, 0:30], np.r_[30:40, 30:40]), (np.arange(30), np.arange(30))]
"""
CLASSES = """
    StratifiedKFold(2) | StratifiedKFold(3, shuffle=True, random_state=0) |
    StratifiedShuffleSplit(2, test_size=0.3, random_state=0) |
    RepeatedStratifiedKFold(n_splits=2, n_repeats=2, random_state=0)
"""
GROUPS = """
    GroupKFold(3) | LeaveOneGroupOut() | GroupShuffleSplit(2, random_state=0) |
    LeavePGroupsOut(2)
"""


def splitter(draw, kind):
    """(text of ``cv``, whether it needs groups)."""
    if draw.chance(0.08):
        return draw.one(_listed(GROUPS)), True
    if kind in ("two", "three") and draw.chance(0.3):
        return draw.one(_listed(CLASSES)), False
    if draw.chance(0.5):
        return draw.one(["3", "2", "KFold(3)"]), False
    return draw.one(_listed(ANY)), False


def _listed(text):
    return [" ".join(one.split()) for one in text.split("|")]
