"""A case: a search as text, so that it can be built twice and read by anyone."""

import dataclasses
from dataclasses import dataclass

from tests.fuzz.names import namespace


@dataclass(frozen=True)
class Case:
    """All parts are Python expressions; those of `fit` and `options` may name X, y.

    Parameters
    ----------
    search : {"grid", "random", "bayes"}
    estimator, data : str
    grid : tuple of tuple of (str, tuple of str)
        For each dict of the list of grids, names with the texts of their values. The
        text of a distribution takes the place of the tuple.
    options, fit : tuple of (str, str)
        Keyword arguments of the search, and of its ``fit``.
    around : tuple of str
        Contexts in which the search runs.
    seed : int
        Of numpy's global random state.
    family : str
        What drew it.
    """

    search: str
    estimator: str
    grid: tuple
    data: str
    options: tuple = ()
    fit: tuple = ()
    around: tuple = ()
    seed: int = 0
    family: str = ""

    def replace(self, **changes):
        return dataclasses.replace(self, **changes)

    def as_dict(self):
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, fields):
        """What ``json`` has made of `as_dict`."""
        return cls(**{name: _tuples(value) for name, value in fields.items()})

    @property
    def grid_text(self):
        dicts = [
            "{" + ", ".join(f"{name!r}: {_values(v)}" for name, v in one) + "}"
            for one in self.grid
        ]
        return dicts[0] if len(dicts) == 1 else "[" + ", ".join(dicts) + "]"

    @property
    def text(self):
        """All expressions, for those who look for names in them."""
        parts = [self.estimator, self.grid_text, self.data, *self.around]
        parts += [value for _, value in (*self.options, *self.fit)]
        return "(" + ", ".join(f"({part})" for part in parts) + ")"


def _values(values):
    return values if isinstance(values, str) else "[" + ", ".join(values) + "]"


def _tuples(value):
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


@dataclass
class Built:
    """A case's objects, nobody else's."""

    estimator: object
    grid: object
    X: object
    y: object
    options: dict
    fit: dict


class InvalidCaseError(ValueError):
    """A text can't be evaluated: an error of the fuzz."""


def build(case):
    """New objects of a case."""
    try:
        return _built(case)
    except Exception as error:
        raise InvalidCaseError(f"{error!r} in {case}") from error


def _built(case):
    names = namespace()
    X, y = evaluate(case.data, names)
    names |= {"X": X, "y": y}
    return Built(
        evaluate(case.estimator, names),
        evaluate(case.grid_text, names),
        X,
        y,
        {name: evaluate(text, names) for name, text in case.options},
        {name: evaluate(text, names) for name, text in case.fit},
    )


def evaluate(text, names):
    """The value of an expression of ours."""
    return eval(text, names)
