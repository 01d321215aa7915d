"""Every public search, made for the same grid of choices."""

import inspect
import itertools

import pytest

import sk_hpo
from sk_hpo.search.base import EngineSearch

# What searches do alike is shown by spaces of choices too, where GradSearchCV warns.
choices_too = pytest.mark.filterwarnings(
    "ignore:search_spaces has no continuous parameter:UserWarning"
)


def in_order(grid):
    """Settings that make a search with a strategy evaluate a grid in its order."""
    rows = itertools.product(*grid.values())
    return {"initial_points": [dict(zip(grid, row, strict=True)) for row in rows]}


# How each is told to evaluate exactly the candidates of a grid of two or three.
MAKERS = {
    "GridSearchCV2": sk_hpo.GridSearchCV2,
    "RandomSearchCV2": lambda estimator, grid, **settings: sk_hpo.RandomSearchCV2(
        estimator,
        grid,
        **{
            "n_iter": max(len(values) for values in grid.values()),
            "random_state": 0,
            **settings,
        },
    ),
    # one level, with all rows
    "HalvingGridSearchCV2": lambda estimator, grid, **settings: (
        sk_hpo.HalvingGridSearchCV2(
            estimator, grid, **{"factor": 1000, "random_state": 0, **settings}
        )
    ),
    "HalvingRandomSearchCV2": lambda estimator, grid, **settings: (
        sk_hpo.HalvingRandomSearchCV2(
            estimator,
            grid,
            **{
                "n_candidates": max(len(values) for values in grid.values()),
                "factor": 1000,
                "min_resources": "exhaust",
                "random_state": 0,
                **settings,
            },
        )
    ),
    "GradSearchCV": lambda estimator, grid, **settings: sk_hpo.GradSearchCV(
        estimator, grid, **{**in_order(grid), "random_state": 0, **settings}
    ),
    "AutoSearchCV": lambda estimator, grid, **settings: sk_hpo.AutoSearchCV(
        estimator, grid, **{**in_order(grid), "random_state": 0, **settings}
    ),
    "BayesSearchCV": lambda estimator, grid, **settings: sk_hpo.BayesSearchCV(
        estimator, grid, **{**in_order(grid), "random_state": 0, **settings}
    ),
}


def public_searches():
    """The names of all searches that the package offers."""
    return [
        name
        for name in sk_hpo.__all__
        if inspect.isclass(getattr(sk_hpo, name))
        and issubclass(getattr(sk_hpo, name), EngineSearch)
    ]


# Those of several levels, which have one metric, as scikit-learn's.
HALVING = ("HalvingGridSearchCV2", "HalvingRandomSearchCV2")
# A search without a maker fails here, by name: it is tested by being public.
SEARCHES = {name: MAKERS[name] for name in public_searches()}
SEVERAL_METRICS = {name: SEARCHES[name] for name in SEARCHES if name not in HALVING}
