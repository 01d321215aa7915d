"""Params, scores, notes and paths as JSON, and back.

A value that JSON can't represent is written as a list ``[kind, ...]``:
``["float", "nan"]``, ``["tuple", 1, 2]``, ``["object", name, content]``. For an object
these are the name of its class and a fingerprint of its content. It can be read only if
the reader has an equal object.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sk_hpo.descent_path import Path, Step
from sk_hpo.journal.code_identity import name_of
from sk_hpo.journal.fingerprint import content_of
from sk_hpo.trial import ErrorScore, Scores, Sharing

PLAIN = (bool, int, float, str, type(None))
# Types that compute like plain types of Python.
LIKE_PLAIN = (np.bool_, np.float64, np.str_, np.integer)

_encode = json.JSONEncoder(
    sort_keys=True, allow_nan=False, ensure_ascii=False, separators=(", ", ": ")
).encode


class UnknownObjectError(LookupError):
    """The reader has no object equal to the one in the file."""


class ParamsCodec:
    """Writes params, and reads them for a search that has their objects.

    Parameters
    ----------
    choices : iterable of object
        The values among which the search may choose.
    """

    def __init__(self, choices: Iterable[Any] = ()) -> None:
        self._choices = choices
        self._held: dict[str, Any] | None = None
        # By id. The value is kept, so that no other object gets its id.
        self._written: dict[int, tuple[Any, list[Any]]] = {}
        self.texts: dict[str, str] = {}  # of the objects that were written

    def write(self, params: Mapping[str, Any]) -> str:
        """Return params as JSON. Equal params give equal text."""
        return _checked(_encode({n: self._value(v) for n, v in params.items()}))

    def read(self, text: str) -> dict[str, Any]:
        """Read params.

        Raises
        ------
        UnknownObjectError
            If the search lacks one of their objects.
        """
        return {name: self._given(value) for name, value in json.loads(text).items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, LIKE_PLAIN):
            value = value.item()
        kind = type(value)
        if kind is float and not math.isfinite(value):
            return ["float", str(value)]
        if kind in PLAIN:
            return value
        if kind in (tuple, list):
            return [kind.__name__, *map(self._value, value)]
        if kind is dict:
            pairs = [[self._value(key), self._value(v)] for key, v in value.items()]
            return ["dict", *sorted(pairs, key=_encode)]
        if id(value) not in self._written:
            content = content_of(value)
            written = ["object", name_of(type(value)), content]
            self._written[id(value)] = value, written
            self.texts[content] = _text(value)
        return self._written[id(value)][1]

    def _given(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        if value[0] == "float":
            return float(value[1])
        if self._held is None:
            written = ((self._value(choice), choice) for choice in self._choices)
            self._held = {_encode(w): choice for w, choice in written}
        held = self._held.get(_encode(value), self)
        if held is not self:
            return held
        if value[0] == "dict":  # the search has its entries, not the dict
            return {self._given(key): self._given(v) for key, v in value[1:]}
        raise UnknownObjectError(f"{value} is not among the choices")

    def write_path(self, path: Path) -> str:
        """Return a path as JSON."""
        steps = [vars(step) for step in path.steps]
        fixed = self.write(path.fixed)
        ranges = dict(path.ranges)
        plain = {"steps": steps, "fixed": fixed, "ranges": ranges}
        return json.dumps({**vars(path), **plain})

    def read_path(self, text: str) -> Path:
        """Read a path; without its fixed values if the search lacks one of them."""
        found = json.loads(text)
        try:
            fixed = self.read(found["fixed"])
        except UnknownObjectError:
            fixed = {}
        return _path(found, fixed)


def read_path_for_people(text: str, texts: Mapping[str, str]) -> Path:
    """Read a path without its search, with texts for objects: see `read_for_people`."""
    found = json.loads(text)
    return _path(found, read_for_people(found["fixed"], texts))


def _path(found: Mapping[str, Any], fixed: Mapping[str, Any]) -> Path:
    steps = tuple(Step(**step) for step in found["steps"])
    ranges = {name: tuple(one) for name, one in found.get("ranges", {}).items()}
    known = {"steps": steps, "ends": tuple(found["ends"]), "fixed": fixed}
    return Path(**{**found, **known, "ranges": ranges})


def read_for_people(text: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Read params without their search, with texts for objects.

    Parameters
    ----------
    text : str
        JSON.
    texts : mapping
        The texts of objects, by their contents.
    """

    def shown(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        kind, *items = value
        if kind == "float":
            return float(items[0])
        if kind == "object":
            return texts.get(items[1], items[0])
        if kind == "dict":
            return {shown(key): shown(one) for key, one in items}
        return (tuple if kind == "tuple" else list)(map(shown, items))

    return {name: shown(value) for name, value in json.loads(text).items()}


def write_scores(scores: Scores) -> float | str:
    """Return scores as JSON, but a finite float as it is."""
    if type(scores) is float and math.isfinite(scores):
        return scores
    if isinstance(scores, Mapping):
        return _checked(json.dumps({name: _score(one) for name, one in scores.items()}))
    return json.dumps(_score(scores))


def read_scores(text: float | str) -> Any:
    """Read scores. Their names keep the order in which they were written."""
    if type(text) is float:
        return text
    found = json.loads(str(text))
    if isinstance(found, dict):
        return {name: _scored(one) for name, one in found.items()}
    return _scored(found)


def _score(score: Any) -> Any:
    if isinstance(score, ErrorScore):
        cause = [] if score.cause is None else [score.cause]
        return ["error_score", _score(score.number), *cause]
    number = score if type(score) is int else float(score)
    return number if math.isfinite(number) else ["float", str(number)]


def _scored(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, what, *cause = value
    return ErrorScore(_scored(what), *cause) if kind == "error_score" else float(what)


def write_sharing(sharing: Sharing | None) -> str | None:
    """Return what was shared, as JSON."""
    if sharing is None:
        return None
    return json.dumps(
        [list(sharing.by), sharing.n_fits, sharing.seconds_saved, sharing.declined]
    )


def read_sharing(text: str | None) -> Sharing | None:
    """Read what was shared."""
    if text is None:
        return None
    by, *rest = json.loads(text)
    return Sharing(tuple(by), *rest)


def write_note(note: Mapping[str, Any] | None) -> str | None:
    """Return a strategy's note as JSON."""
    return None if note is None else json.dumps(note)


def read_note(text: str | None) -> Any:
    """Read a strategy's note."""
    return None if text is None else json.loads(text)


def _text(value: Any) -> str:
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001  only shown to people
        return f"{name_of(type(value))} ({type(error).__name__})"


def _checked(text: str) -> str:
    """Return text that a file can store: unpaired surrogates are escaped."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(json.loads(text), sort_keys=True)
    return text
