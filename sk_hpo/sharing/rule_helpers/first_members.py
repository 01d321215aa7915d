"""What rules have in common for ensembles that contain all smaller ones.

Member number i of such an ensemble does not depend on how many follow it, so the first
k members are the ensemble of size k.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from sklearn.exceptions import DataConversionWarning
from sklearn.utils.validation import validate_data

from sk_hpo.sharing.memory.kept_warnings import Warned
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

# Warnings about parameters and the form of the data: fits of all sizes give them.
OF_EVERY_SIZE = (FutureWarning, DeprecationWarning, DataConversionWarning)

Value = TypeVar("Value")


class FirstMembers(Rule):
    """One ensemble of the largest size.

    Attributes
    ----------
    size : str
        The parameter that says how many members there are.
    path : type
        The subclass of `PrefixPath`.
    resumes : bool
        Whether ``warm_start`` uses a state that differs from that of a smaller
        ensemble.
    """

    grows = True
    divisible = False
    size: ClassVar[str] = "n_estimators"
    path: ClassVar[type[PrefixPath]]
    resumes: ClassVar[bool] = False

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own.get("warm_start") and self.resumes:
            return "with warm_start a later fit may continue this one"
        if own.get("oob_score"):
            return "out-of-bag scores are those of the whole ensemble"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        sizes = sizes_of(family, self.size)
        return self.path(data.fit(largest(family, self.size)), self.size, sizes)


def sizes_of(family: Sequence[Any], name: str) -> list[int]:
    """Return the sizes in a family, ascending; `name` is the parameter."""
    sizes = sorted({getattr(estimator, name) for estimator in family})
    if sizes[0] < 1:  # possible if scikit-learn's checks of parameters are turned off
        raise DeclinedError(f"{name} has to be positive")
    return sizes


def largest(family: Sequence[Any], name: str) -> Any:
    """Return the largest of a family."""
    return max(family, key=lambda estimator: getattr(estimator, name))


def fit_on(copied: Any, name: str, size: int, data: Training) -> Any:
    """Fit more members of an ensemble, a copy that may be changed.

    The ensemble is one of scikit-learn with ``warm_start``, which is off.
    """
    copied.set_params(warm_start=True, **{name: size})
    return data.fit(copied).set_params(warm_start=False)


def rows_of_members(whole: Any, X: Any, **options: Any) -> Any:
    """Return the rows as an ensemble passes them to its members."""
    return validate_data(
        whole, X, accept_sparse=["csr", "csc"], dtype=None, reset=False, **options
    )


class PrefixPath(FitPath):
    """An ensemble whose first members are those of the smaller ones.

    Parameters
    ----------
    whole : estimator
        The largest, fitted.
    name : str
        The parameter that says how many members there are.
    sizes : list of int
        The sizes in the family, ascending.
    """

    def __init__(self, whole: Any, name: str, sizes: list[int]) -> None:
        super().__init__(whole)
        self.whole = whole
        self.name = name
        self.sizes = sizes

    def take(self, estimator: Any) -> None:
        super().take(estimator)
        self.cut(estimator, getattr(estimator, self.name))

    @abstractmethod
    def cut(self, estimator: Any, size: int) -> None:
        """Cut an estimator with the attributes of the largest to a size."""

    def at(
        self,
        X: Any,
        estimator: Any,
        name: str,
        make: Callable[[Any, Any, Sequence[int]], dict[int, Value]],
    ) -> Value:
        """Return what ``make(whole, X, sizes)`` gives for the size of an estimator."""
        size = getattr(estimator, self.name)
        foreseen = size in self.sizes  # a search with a strategy may suggest others
        sizes, key = (self.sizes, None) if foreseen else ([size], size)
        made = self.per_rows.once(X, (name, key), lambda: make(self.whole, X, sizes))
        return made[size]  # type: ignore[no-any-return]

    def covers(self, estimator: Any) -> bool:
        return bool(getattr(estimator, self.name) <= self.sizes[-1])

    def extended(self, family: Sequence[Any], data: Training) -> FitPath | None:
        sizes = sizes_of(family, self.name)
        if sizes[-1] <= self.sizes[-1]:
            return None
        whole = self.resumed(sizes[-1], data)
        if whole is None:
            return None
        path = type(self)(whole, self.name, sizes)
        path.reused = self.sizes[-1] / sizes[-1]
        return path

    def resumed(self, size: int, data: Training) -> Any:
        """Return a copy of the largest, fitted on to a size; None if it can't be."""
        return None

    def share(self, estimator: Any) -> float:
        return float(getattr(estimator, self.name) / self.sizes[-1])

    def all_warn(self, warned: Warned) -> bool:
        return all(issubclass(one.category, OF_EVERY_SIZE) for one in warned)

    def was_fitted(self, estimator: Any) -> bool:
        return bool(getattr(estimator, self.name) == self.sizes[-1])
