import numpy as np

from sk_hpo.gradients.descent.starts import apart, spread_starts

GAMMA = {"gamma": (1e-4, 1e4, True)}
BOTH = {"gamma": (1e-4, 1e4, True), "epsilon": (0.0, 1.0, False)}


def test_starts_are_spread_on_the_scales_of_their_ranges():
    starts = spread_starts(BOTH, 8)
    logs = [np.log10(start["gamma"]) for start in starts]
    shares = [start["epsilon"] for start in starts]
    for values, low, high in ((logs, -4, 4), (shares, 0, 1)):
        counts, _ = np.histogram(values, bins=4, range=(low, high))
        assert set(counts) <= {1, 2, 3}
    assert spread_starts(BOTH, 3) == starts[:3]
    assert spread_starts(GAMMA, 0) == []


def test_what_is_apart():
    here = {"gamma": 1.0, "epsilon": 0.5}
    assert not apart(here, {"gamma": 1.5, "epsilon": 0.52}, BOTH)
    assert apart(here, {"gamma": 3.0, "epsilon": 0.5}, BOTH)
    assert apart(here, {"gamma": 1.0, "epsilon": 0.4}, BOTH)
    # nothing can differ in a range of one point
    fixed = {**BOTH, "epsilon": (0.5, 0.5, False)}
    assert not apart(here, {"gamma": 1.5, "epsilon": 0.5}, fixed)
