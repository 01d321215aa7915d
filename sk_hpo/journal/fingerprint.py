"""Fingerprints of objects: equal content has an equal fingerprint in any process.

A stream of pieces is hashed, each with its kind and its length, so that different
contents have different streams. For a class or function of a package with a version,
the name is hashed, for one of the user's own its code. Nothing is pickled: for any
other object, what ``__reduce_ex__`` returns is hashed.
"""

from __future__ import annotations

import copyreg
import hashlib
from collections.abc import Mapping
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import scipy.sparse
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state

from sk_hpo.journal import code_identity, data_frames

PLAIN = (type(None), bool, int, float, complex, str, bytes, type(...))
# Settings of an estimator besides its parameters: those that `set_output` and the
# `set_..._request` methods set.
BESIDE_PARAMS = ("_sklearn_output_config", "_metadata_request")


class NoContentError(TypeError):
    """An object whose content is not known, such as an open file."""


def content_of(value: Any) -> str:
    """Return the fingerprint of a value.

    Raises
    ------
    NoContentError
        If it contains something whose content is not known.
    """
    return Fingerprint().add(value).digest()


class Fingerprint:
    """Hashes objects one after another.

    Attributes
    ----------
    versions : dict of str to str
        The versions of the packages that define the estimators in them.
    """

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self._hash = hashlib.blake2b(digest_size=16)
        self._above: dict[int, int] = {}  # the objects that contain the current one
        self._code: dict[Any, int] = {}  # classes and functions so far
        # Inside of an object that is not cloned, such as a bound method, an estimator's
        # content is its attributes, elsewhere its parameters.
        self._as_it_is = False

    def digest(self) -> str:
        """Return the hash of what has been added so far, as 32 hexadecimal digits."""
        versions = repr(sorted(self.versions.items())).encode()
        total = self._hash.copy()
        total.update(versions)
        return total.hexdigest()

    def content(self) -> str:
        """Return a digest that is the same for all versions of packages."""
        return self._hash.hexdigest()

    def add(self, value: Any) -> Fingerprint:
        """Hash a value."""
        if type(value) in PLAIN:
            self._piece(type(value).__name__, repr(value))
        elif id(value) in self._above:
            self._piece("inside", str(self._above[id(value)]))
        else:
            self._above[id(value)] = len(self._above)
            try:
                self._add_compound(value)
            finally:
                del self._above[id(value)]
        return self

    def _piece(self, kind: str, data: Any) -> None:
        text = isinstance(data, str)
        view = memoryview(data.encode("utf-8", "surrogatepass") if text else data)
        self._hash.update(f"{kind}:{view.nbytes}:".encode())
        self._hash.update(view)

    def _parts(self, kind: str, *parts: Any) -> None:
        self._piece(kind, str(len(parts)))
        for part in parts:
            self.add(part)

    def _add_compound(self, value: Any) -> None:  # noqa: C901  a table of kinds
        if type(value) in (list, tuple):
            self._add_sequence(value)
        elif type(value) is dict:
            self._parts("dict", *value, *value.values())
        elif isinstance(value, (set, frozenset)):
            self._parts("set", *sorted(map(content_of, value)))
        elif isinstance(value, slice):
            self._parts("slice", value.start, value.stop, value.step)
        elif type(value) in (np.ndarray, np.memmap):
            self._add_array(value)
        elif isinstance(value, np.generic):
            self._parts("scalar", value.dtype.str, value.item())
        elif scipy.sparse.issparse(value):
            coo = value.tocoo()
            self._parts("sparse", value.format, value.shape, coo.row, coo.col, coo.data)
        elif isinstance(value, (np.random.RandomState, np.random.Generator)):
            self._add_random(value)
        elif data_frames.is_frame(value):
            self._parts("frame", *data_frames.parts(value))
        elif isinstance(value, type):
            self._add_class(value)
        elif isinstance(value, (FunctionType, CodeType)):
            self._add_function(value)
        elif isinstance(value, MethodType):
            self._add_as_it_is("method", value.__func__, value.__self__)
        elif isinstance(value, (BuiltinFunctionType, np.ufunc, ModuleType)):
            self._add_builtin(value)
        elif hasattr(value, "get_params"):
            self._add_estimator(value)
        else:
            self._add_object(value)

    def _add_sequence(self, value: Any) -> None:
        kind = type(value).__name__
        if all(type(item) in PLAIN for item in value):
            self._piece(
                kind, repr(value)
            )  # faster for long lists of numbers or strings
        else:
            self._parts(kind, *value)

    def _add_array(self, array: Any) -> None:
        self._piece("array", f"{array.dtype.descr} {array.shape}")
        if array.dtype.hasobject:
            self._parts("items", *array.ravel().tolist())
        else:
            flat = np.ascontiguousarray(array).reshape(-1)
            self._piece("data", flat.view(np.uint8) if flat.nbytes else b"")

    def _add_random(self, value: Any) -> None:
        if value is check_random_state(None):
            self._piece("random", "global")  # its state is not a setting
        elif isinstance(value, np.random.Generator):
            self._parts("random", value.bit_generator.state)
        else:
            self._parts("random", value.get_state(legacy=False))

    def _add_class(self, value: type) -> None:
        self._piece("class", code_identity.name_of(value))
        if code_identity.version_of(value) is None and self._is_new(value):
            self._parts("bases", *value.__bases__)
            self._parts("members", *code_identity.members(value))

    def _add_function(self, value: Any) -> None:
        if code_identity.version_of(value) is not None:
            self._piece("function", code_identity.name_of(value))
        elif self._is_new(value):
            self._add_as_it_is("code", *code_identity.parts(value))
            for name, known in code_identity.globals_of(value):
                self._add_global(name, known)

    def _add_global(self, name: str, value: Any) -> None:
        """Hash an object that a function refers to; if it has no content, its type."""
        self._piece("global", name)
        before = self._hash.copy()
        try:
            self._add_as_it_is("is", value)
        except NoContentError:
            self._hash = before
            self._piece("unknown", code_identity.name_of(type(value)))

    def _add_builtin(self, value: Any) -> None:
        self._piece("builtin", code_identity.name_of(value))
        owner = getattr(value, "__self__", None)
        if owner is not None and not isinstance(owner, ModuleType):
            self._add_as_it_is("of", owner)

    def _is_new(self, value: Any) -> bool:
        """Return whether a class or function is new. If not, hash its number."""
        if value in self._code:
            self._piece("met", str(self._code[value]))
            return False
        self._code[value] = len(self._code)
        return True

    def _add_as_it_is(self, kind: str, *parts: Any) -> None:
        before, self._as_it_is = self._as_it_is, True
        try:
            self._parts(kind, *parts)
        finally:
            self._as_it_is = before

    def _add_estimator(self, value: Any) -> None:
        kind = type(value)
        package, version = code_identity.package_of(kind)
        if version:
            self.versions[package] = version
        self.add(kind)
        before = self._as_it_is
        its_clone = getattr(kind, "__sklearn_clone__", BaseEstimator.__sklearn_clone__)
        # as for FrozenEstimator, whose clone is fitted too
        self._as_it_is |= its_clone is not BaseEstimator.__sklearn_clone__
        attributes = getattr(value, "__dict__", {})
        if self._as_it_is and any(name.endswith("_") for name in attributes):
            self._parts("fitted", dict(attributes))
        else:
            params = value.get_params(deep=False)
            self._parts("params", *sorted(params), *(params[n] for n in sorted(params)))
            beside = {n: attributes[n] for n in BESIDE_PARAMS if n in attributes}
            self._parts("beside", beside)
        self._as_it_is = before

    def _add_object(self, value: Any) -> None:
        reducer = copyreg.dispatch_table.get(type(value))
        try:
            made_of = reducer(value) if reducer else value.__reduce_ex__(4)
        except Exception as error:
            name = code_identity.name_of(type(value)).removeprefix("builtins.")
            raise NoContentError(
                f"the content of a {name} can't be determined: {error}"
            ) from error
        if isinstance(made_of, str):
            self._piece("named", f"{type(value).__module__}.{made_of}")
            return
        factory, args, *rest = made_of
        state, items, pairs = (*rest, None, None, None)[:3]
        self._add_as_it_is(
            "object",
            type(value),
            factory,
            args,
            _lasting(value, state),
            None if items is None else list(items),
            None if pairs is None else list(pairs),
        )


def _lasting(value: Any, state: Any) -> Any:
    """Return an object's state; for a scipy distribution without its generator.

    Its generator has another state after each draw, and searches pass their own.
    """
    of_scipy = code_identity.package_of(type(value))[0] == "scipy"
    if of_scipy and hasattr(value, "rvs") and isinstance(state, Mapping):
        return {name: item for name, item in state.items() if name != "_random_state"}
    return state
