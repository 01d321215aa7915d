"""Every family's space has the own settings, and candidates that can be fitted."""

from __future__ import annotations

import functools
import inspect
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pytest
import scipy.stats
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import ParameterSampler

from sk_hpo import default_space
from sk_hpo.default_spaces.own_settings import FAMILIES, with_numbers_for_none
from sk_hpo.registry import handled, variants
from sk_hpo.space import Space
from tests.contracts.default_spaces.instances import instance
from tests.contracts.default_spaces.samples import Sample, samples_for

PATHS = sorted(handled(FAMILIES))
# The last class of each family: the others have the same ranges, or nearly so.
LAST = set(
    {family: path for path, family in sorted(handled(FAMILIES).items())}.values()
)
# Of the candidates of an estimator, at most this share fails or does not converge.
FAILS = 1 / 20
QUICK, MORE = 2, 6  # are sampled
pytestmark = pytest.mark.filterwarnings("ignore:Class PassiveAggressive:FutureWarning")


def _made(path: str) -> Any:
    made = instance(path)
    if made is None:
        pytest.skip(f"no {path} here")
    return made


@functools.cache
def _spaces(path: str) -> list[tuple[Any, Sample, Any]]:
    """Return an estimator, its data, and its space, for each of its samples."""
    estimator = _made(path)
    return [
        (estimator, sample, default_space(estimator, sample.X, sample.y))
        for sample in samples_for(estimator)
    ]


def _space(spec: Any) -> Space | None:
    return Space.from_params(spec) if spec else None


@pytest.mark.parametrize("path", PATHS)
def test_the_own_settings_are_in_the_space(path):
    found = [default_space(_made(path)), *(spec for *_, spec in _spaces(path))]
    made = _made(path)
    own = with_numbers_for_none({"": made, **made.get_params(deep=True)})
    for spec in found:
        space = _space(spec)
        if space is not None:
            assert any(
                all(one[n].contains(own[n]) for n in one) for one in space.alternatives
            ), spec


@pytest.mark.parametrize("path", PATHS)
def test_a_space_is_made_of_distributions_and_lists(path):
    for *_, spec in _spaces(path):
        for one in [spec] if isinstance(spec, dict) else spec:
            for values in one.values():
                assert type(values) is list or hasattr(values, "ppf")
        drawn = list(ParameterSampler(spec, 1, random_state=0))
        assert all(len(params) or not spec for params in drawn)


@pytest.mark.parametrize("path", PATHS)
def test_few_rows_and_columns_have_a_space(path):
    for n, p in [(1, 1), (3, 2), (6, 50)]:
        X = np.random.default_rng(0).random((n, p))
        space = _space(default_space(_made(path), X, np.arange(n) % 2))
        assert space is None or space.sample(2, np.random.default_rng(0)), (n, p)


@pytest.mark.parametrize("path", PATHS)
def test_a_space_prints_as_its_code(path):
    names = {n: getattr(scipy.stats, n) for n in ("loguniform", "randint", "uniform")}
    for *_, spec in _spaces(path):
        read = eval(repr(spec), {"__builtins__": {}, "nan": np.nan}, names)
        assert repr(_space(read)) == repr(_space(spec))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[] if path in LAST else [pytest.mark.slow])
        for path in PATHS
    ],
)
def test_candidates_can_be_fitted(path):
    """Each on one of the samples, in turn: their parameters have the same names.

    If more than the share of these fail, which are few, all of them are judged.
    """
    of_samples = list(_fits(path, QUICK, seed=0))
    n = len(of_samples)
    some = (
        fit
        for number, fits in enumerate(of_samples)
        for i, fit in enumerate(fits)
        if _is_in_turn(i, number, n)
    )
    _assert_fitted(some, of_samples)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_many_candidates_can_be_fitted(path):
    """Those of ranges' ends on the other samples, and more that are drawn on each."""
    of_samples = list(_fits(path, MORE, seed=1))
    n = len(of_samples)
    rest = (
        fit
        for number, fits in enumerate(of_samples)
        for i, fit in enumerate(fits)
        if i >= len(fits) - MORE or not _is_in_turn(i, number, n)
    )
    _assert_fitted(rest, of_samples)


def _is_in_turn(i: int, number: int, n: int) -> bool:
    """Return whether the quick test fits candidate i on this one of n samples."""
    return (i + i // n) % n == number  # both ends of a range on different samples


def _assert_fitted(some: Iterable[_Fit], of_samples: list[list[_Fit]]) -> None:
    if _failures(some) is not None:
        found = _failures(chain.from_iterable(of_samples))
        assert found is None, found


@dataclass(frozen=True)
class _Fit:
    estimator: Any
    sample: Sample
    params: dict[str, Any]
    space: Space


def _fits(path: str, n_sampled: int, seed: int) -> Iterator[list[_Fit]]:
    """Yield a list for each sample."""
    for estimator, sample, spec in _spaces(path):
        space = _space(spec)
        if space is not None:
            drawn = space.sample(n_sampled, np.random.default_rng(seed))
            candidates = [*_corners(space), *drawn]
            yield [_Fit(estimator, sample, params, space) for params in candidates]


def _failures(fits: Iterable[_Fit]) -> str | None:
    """Return what more of the fits than the share fail with; None if less do."""
    wrong, n = [], 0
    for fit in fits:
        n += 1
        # an estimator that needs more iterations than most may be given them
        more = _most_iterations(fit.space) if "max_iter" in fit.params else {}
        why = _why_wrong(fit.estimator, fit.params | more, fit.sample)
        if why is not None and not _is_own(fit, why):
            wrong.append(f"{fit.sample.name} {fit.params}: {why}")
    if len(wrong) <= FAILS * n:
        return None
    return "\n".join([f"{len(wrong)} of {n}", *wrong])


def _most_iterations(space: Space) -> dict[str, int]:
    found = [one["max_iter"] for one in space.alternatives if "max_iter" in one]
    return {"max_iter": max(one.decode(np.ones(1)) for one in found)}


def _is_own(fit: _Fit, why: str) -> bool:
    """Return whether a candidate fails as the estimator does with its own settings.

    What is wrong with the estimator itself is not the space's fault.
    """
    own = fit.estimator.get_params(deep=True)
    changed = any(value != own[name] for name, value in fit.params.items())
    if changed and why != "ConvergenceWarning":
        return False
    return _why_wrong(fit.estimator, {}, fit.sample) == why


def _corners(space: Space) -> Iterator[dict[str, Any]]:
    """Yield the ends of each range, and each choice, with the others in the middle."""
    for alternative in space.alternatives:
        middle = {name: one.middle() for name, one in alternative.items()}
        for name, one in alternative.items():
            d = len(one.axes)
            ends = np.linspace(0, 1, 2 if one.size is None else min(one.size, 8))
            for end in ends:
                yield middle | {name: one.decode(np.full(d, end))}


def _why_wrong(estimator: Any, params: dict[str, Any], sample: Sample) -> str | None:
    """Return why a candidate is not well fitted on half of the rows."""
    half = len(sample.y) // 2
    X, rest = sample.X[:half], sample.X[half:]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            made = clone(estimator).set_params(**clone(params, safe=False))
            made.set_params(**_quick(made, params))
            made.fit(X, sample.y[:half])
            response = "predict" if hasattr(made, "predict") else "transform"
            found = getattr(made, response)(rest)
        except Exception as error:  # noqa: BLE001  it is part of the message
            return f"{type(error).__name__}: {error}"
    if any(issubclass(one.category, ConvergenceWarning) for one in caught):
        return "ConvergenceWarning"
    numbers = getattr(found, "data", found)
    is_number = getattr(numbers, "dtype", np.dtype(object)).kind == "f"
    if is_number and not np.isfinite(np.asarray(numbers)).all():
        return f"{response} is not finite"
    return None


def _quick(estimator: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Return settings that make fits repeatable, and ensembles small."""
    wanted = {"random_state": 0, "n_estimators": 3, "max_subpopulation": 100}
    if hasattr(estimator, "max_leaf_nodes"):
        wanted["max_iter"] = 10
    names = estimator.get_params(deep=False)
    return {name: value for name, value in wanted.items() if name in names}


@pytest.mark.parametrize("name", sorted(variants(FAMILIES)))
def test_each_range_has_its_source(name):
    source = inspect.getsource(variants(FAMILIES)[name])
    has_ranges = re.search(
        r"\b(real|log_real|integer|log_integer|components)\(", source
    )
    sources = r"\b(19|20)\d\d\b|[Tt]he documentation|[Oo]ur choice"
    assert not has_ranges or re.search(sources, source)
