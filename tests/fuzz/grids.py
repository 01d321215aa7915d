"""From what may be searched of an estimator to the grid of a search."""

import math

LARGEST = 12  # candidates


def grid(draw, part):
    """A tuple of dicts as tuples; values are cut until there are few candidates."""
    found = {name: list(values) for name, values in part.grid.items()}
    while found and math.prod(map(len, found.values())) > LARGEST:
        longest = max(found, key=lambda name: len(found[name]))
        if len(found[longest]) > 2:
            found[longest].pop(draw.integer(0, len(found[longest]) - 1))
        else:
            found.pop(draw.one(list(found)))
    whole = tuple((name, tuple(values)) for name, values in found.items())
    if len(whole) > 1 and draw.chance(0.15):  # one dict for each, on its own
        return tuple((one,) for one in whole)
    if whole and draw.chance(0.03):  # overlapping dicts: equal candidates
        return (whole, (whole[0],))
    return (whole,)


DISTRIBUTIONS = {
    "C": "loguniform(1e-2, 1e2)",
    "alpha": "loguniform(1e-3, 1e1)",
    "n_estimators": "randint(1, 8)",
    "n_neighbors": "randint(1, 9)",
    "gamma": "loguniform(1e-2, 1e1)",
    "max_depth": "randint(1, 5)",
    "n_components": "randint(1, 4)",
    "ccp_alpha": "uniform(0, 0.1)",
    "shrink": "uniform(0, 1)",
    "l1_ratio": "uniform(0, 1)",
    "var_smoothing": "loguniform(1e-9, 1e-1)",
}


def distributions(draw, one):
    """A dict with distributions in the place of some lists."""
    return tuple(
        (name, DISTRIBUTIONS[last])
        if (last := name.rpartition("__")[2]) in DISTRIBUTIONS and draw.chance(0.6)
        else (name, values)
        for name, values in one
    )
