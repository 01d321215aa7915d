"""Which candidates are allowed: functions of their parameters that a user gives."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

# Of a candidate in messages; a longer one is cut.
MOST_TEXT = 400
# An error if fewer than one candidate in so many is allowed,
RAREST = 10_000
# by the estimate from so many, or if none of so many is: one in RAREST would be, with a
# probability of 95 %.
ENOUGH_DRAWN = 5 * RAREST
ENOUGH_REFUSED = 3 * RAREST


class Constraint:
    """Says which candidates are allowed; the others do not exist.

    Parameters
    ----------
    rules : iterable of callable
        ``rule(params)`` returns whether a rule allows a candidate. A candidate is
        allowed if all do.
    """

    def __init__(self, rules: Iterable[Callable[[dict[str, Any]], Any]]) -> None:
        self.rules = tuple(rules)

    @classmethod
    def of(cls, given: Any) -> Constraint | None:
        """Read the argument of a user; None if everything is allowed.

        Parameters
        ----------
        given : None, callable or list of callable

        Raises
        ------
        TypeError
            For anything else.
        """
        rules = given if isinstance(given, (list, tuple)) else [given]
        if given is None or not rules:
            return None
        for rule in rules:
            if not callable(rule):
                among = " in the list" if rule is not given else ""
                raise TypeError(
                    "constraint must be a callable of a candidate's parameters, or a "
                    f"list of callables, got {reprlib.repr(rule)}{among}"
                )
        return cls(rules)

    def allows(self, params: Mapping[str, Any]) -> bool:
        """Return whether a candidate is allowed.

        Parameters
        ----------
        params : mapping of str to object
            Its own parameters, complete.

        Raises
        ------
        ValueError
            If a rule raises an error. The message shows the candidate.
        TypeError
            If a rule returns anything but True or False.
        """
        return all(self._answer(rule, params) for rule in self.rules)

    def _answer(self, rule: Callable[..., Any], params: Mapping[str, Any]) -> bool:
        try:
            answer = rule(dict(params))  # a copy, since a rule may change it
        except Exception as error:
            raise ValueError(_about(error, params)) from error
        if not isinstance(answer, (bool, np.bool_)):
            raise TypeError(
                "constraint must return True or False, but it returned "
                f"{reprlib.repr(answer)} for the candidate {as_text(params)}"
            )
        return bool(answer)


def as_text(params: Mapping[str, Any]) -> str:
    """Return a candidate for messages."""
    text = repr(dict(params))
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}..."


def is_too_rare(n_allowed: int, n_tried: int) -> bool:
    """Return whether what was tried shows that fewer than 1 in 10,000 are allowed."""
    if not n_allowed:
        return n_tried >= ENOUGH_REFUSED
    return n_tried >= ENOUGH_DRAWN and n_allowed * RAREST < n_tried


def too_rare(n_allowed: int, n_tried: int, refused: Mapping[str, Any]) -> ValueError:
    """Return the error for a space in which hardly any candidate is allowed.

    Parameters
    ----------
    n_allowed, n_tried : int
        How many candidates of those that were tried are allowed.
    refused : mapping of str to object
        One that is not.
    """
    return ValueError(
        f"constraint allows {n_allowed or 'none'} of {n_tried} candidates drawn from "
        f"the space, but at least 1 in {RAREST:,} must be allowed. It refuses, for "
        f"example, {as_text(refused)}"
    )


def all_refused(refused: list[Any]) -> ValueError:
    """Return the error for listed candidates none of which is allowed."""
    return ValueError(
        f"constraint refuses all {len(refused)} candidates, for example "
        f"{as_text(refused[0])}"
    )


def _about(error: Exception, params: Mapping[str, Any]) -> str:
    what = f"{type(error).__name__}: {error}"
    text = f"constraint raised {what}, for the candidate {as_text(params)}"
    missing = error.args[0] if isinstance(error, KeyError) and error.args else None
    if isinstance(missing, str) and missing not in params:
        text += (
            f". It is called with a candidate's own parameters, which have no "
            f"{missing!r} here: write params.get({missing!r}) if only some candidates "
            "have it, and see the names of the space otherwise"
        )
    return text
