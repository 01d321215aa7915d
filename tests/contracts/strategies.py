"""Every strategy, made for the contract suite."""

import importlib
import inspect
import pkgutil

import sk_hpo.strategies
from sk_hpo.descent_path import Path
from sk_hpo.levels.ladder import Ladder
from sk_hpo.space import Space
from sk_hpo.strategies.budgeted import Budgeted, budgeted
from sk_hpo.strategies.candidate_list import Listed, Opening, Recorded
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.gradient_descent import GradientDescent
from sk_hpo.strategies.hybrid import Hybrid
from sk_hpo.strategies.levelled import Levelled
from sk_hpo.strategies.numerical_descent import NumericalDescent
from sk_hpo.strategies.outer_space import ALTERNATIVE, Inner, OuterSpace
from sk_hpo.strategies.strategy import Strategy
from sk_hpo.trial import Descent

CHOICES = [{"a": a, "b": b} for a in range(4) for b in ("x", "y")]

SPACE = {"a": [0, 1, 2, 3], "b": ["x", "y"]}
HALVES = [({"a": [0, 1], "b": ["x", "y"]}, 4), ({"a": [2, 3], "b": ["x", "y"]}, 4)]


def gaussian_process(space, **settings):
    return ExpectedImprovement(space, seed=0, lag=1, n_initial=3, **settings)


# A fresh instance, with the same settings at each call.
MAKERS = {
    Listed: lambda: Listed(CHOICES),
    ExpectedImprovement: lambda: gaussian_process(Space.from_params(SPACE)),
    NumericalDescent: lambda: NumericalDescent(
        Space.from_params(SPACE), seed=0, lag=1, n_initial=3
    ),
    # Its descent follows a stand-in (see `PATH`), so that the rest is tested too.
    GradientDescent: lambda: GradientDescent(
        [Descent(None, {}, {})],
        lambda **settings: NumericalDescent(
            Space.from_params(SPACE), seed=0, lag=1, n_initial=3, **settings
        ),
    ),
    # What would be descended in it is "b", where the stand-in of a descent chooses "y".
    Hybrid: lambda: Hybrid(
        OuterSpace(
            Space.from_params(SPACE),
            Space.from_params({"a": [0, 1, 2, 3], ALTERNATIVE: [0]}),
            [Inner({"b": (0.0, 1.0, False)})],
        ),
        scorer=None,
        seed=0,
        lag=1,
        initial_points=[{"a": a, "b": "x"} for a in range(4)],
    ),
    # Few go on here, since one that does has the parameters of an earlier candidate.
    Levelled: lambda: Levelled(
        gaussian_process(Space.from_params(SPACE)),
        Ladder("n_samples", (10, 100), factor=10),
        n_iter=8,
    ),
    Opening: lambda: Opening(
        [CHOICES[3]],
        gaussian_process(Space.from_params(SPACE), initial_points=[CHOICES[3]]),
    ),
    Budgeted: lambda: budgeted(Space.from_params(HALVES), gaussian_process),
    Recorded: lambda: Recorded(
        [(CHOICES[3], None), (CHOICES[1], None)],
        gaussian_process(Space.from_params(SPACE)),
    ),
}


def path_of(descent):
    """Return what a descent finds in this suite."""
    ends = (CHOICES[5], CHOICES[2])
    if descent.fixed:
        ends = ({"b": "y"},)
    return Path((), ends, "converged", exact=False, fixed=descent.fixed)


def all_strategies():
    """The strategies that exist as files."""
    found = []
    for module in pkgutil.iter_modules(sk_hpo.strategies.__path__):
        loaded = importlib.import_module(f"sk_hpo.strategies.{module.name}")
        found += [
            member
            for _, member in inspect.getmembers(loaded, inspect.isclass)
            if issubclass(member, Strategy)
            and member.__module__ == loaded.__name__
            and not inspect.isabstract(member)
        ]
    return found


# A strategy without a maker fails here, by name: it is tested by existing.
STRATEGIES = {cls.__name__: MAKERS[cls] for cls in all_strategies()}
