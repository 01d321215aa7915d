"""What identifies a class or function: its name and version, or its code."""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

# Attributes that Python adds to a class, or that do not affect what it does.
# `__slotnames__` is set when an instance is first pickled.
NAMES = """
    __abstractmethods__ __annotate__ __annotate_func__ __annotations__
    __annotations_cache__ __dict__ __doc__ __firstlineno__ __module__ __qualname__
    __slotnames__ __static_attributes__ __weakref__ _abc_impl
"""
ADDED = frozenset(NAMES.split())

# Folders in which packages are installed.
INSTALLED = {"site-packages", "dist-packages"}


def name_of(thing: Any) -> str:
    """Return the qualified name of a class, function or module."""
    own = getattr(thing, "__qualname__", None) or getattr(thing, "__name__", "")
    module = getattr(thing, "__module__", None) or ""
    return f"{module}.{own}" if module else str(own)


def package_of(thing: Any) -> tuple[str, str | None]:
    """Return the package of a class or a function, and its version if it has one."""
    module = getattr(thing, "__module__", None) or type(thing).__module__
    package = module.partition(".")[0]
    return package, _version(package)


def version_of(thing: Any) -> str | None:
    """Return the version that identifies the code, or None if only the code does."""
    if "<" in name_of(thing) or isinstance(thing, CodeType):
        return None  # a lambda, or a function that another function has made
    return package_of(thing)[1]


@cache
def _version(package: str) -> str | None:
    if package in sys.stdlib_module_names and package != "__main__":
        return "of Python"
    module = sys.modules.get(package)
    given = getattr(module, "__version__", None)
    if isinstance(given, str):
        return given
    # a user's own module may have the name of a distribution
    if not INSTALLED & {*Path(getattr(module, "__file__", None) or "").parts}:
        return None
    try:
        return metadata.version(package)
    except (metadata.PackageNotFoundError, ValueError):
        return None


def parts(function: FunctionType | CodeType) -> Iterator[Any]:
    """Yield what a function depends on: its code, and what the code refers to."""
    if isinstance(function, CodeType):
        yield from _of_code(function)
        return
    yield from _of_code(function.__code__)
    yield function.__defaults__
    yield function.__kwdefaults__
    yield {k: v for k, v in vars(function).items() if k != "__wrapped__"}
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not bound yet
            yield "empty"


def globals_of(function: FunctionType | CodeType) -> Iterator[tuple[str, Any]]:
    """Yield the globals that a function refers to, by name.

    If one is a module of the user's own, those of its attributes follow whose names
    appear in the function too.
    """
    if isinstance(function, CodeType):
        return
    known = function.__globals__
    codes = [*_nested(function.__code__)]
    names = {name for code in codes for name in code.co_names}
    read = {
        instruction.argval
        for code in codes
        for instruction in dis.get_instructions(code)
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }
    for name in sorted(read & known.keys()):
        yield name, known[name]
        if isinstance(known[name], ModuleType):
            yield from _of_module(name, known[name], names, set())


def _of_module(
    path: str, module: ModuleType, names: set[str], seen: set[int]
) -> Iterator[tuple[str, Any]]:
    if _version(module.__name__.partition(".")[0]) is not None or id(module) in seen:
        return
    seen.add(id(module))
    for name in sorted(names & vars(module).keys()):
        inside = vars(module)[name]
        yield f"{path}.{name}", inside
        if isinstance(inside, ModuleType):
            yield from _of_module(f"{path}.{name}", inside, names, seen)


def _of_code(code: CodeType) -> Iterator[Any]:
    yield from (code.co_code, code.co_names, code.co_varnames, code.co_freevars)
    yield from (code.co_argcount, code.co_kwonlyargcount, code.co_flags)
    yield from code.co_consts


def _nested(code: CodeType) -> Iterator[CodeType]:
    """Yield a code object and those inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)


def members(kind: type) -> Iterator[Any]:
    """Yield the names and values that a class defines itself."""
    for name, member in sorted(vars(kind).items()):
        if name in ADDED:
            continue
        yield name
        if isinstance(member, (classmethod, staticmethod)):
            yield type(member).__name__
            yield member.__func__
        elif isinstance(member, property):
            yield from ("property", member.fget, member.fset, member.fdel)
        elif hasattr(member, "__set_name__") or hasattr(member, "__get__"):
            yield member if isinstance(member, FunctionType) else _of_descriptor(member)
        else:
            yield member


def _of_descriptor(member: Any) -> Any:
    """Return the function inside a descriptor (slot, cached property), or its kind."""
    inside = getattr(member, "func", None) or getattr(member, "fn", None)
    return inside if callable(inside) else name_of(type(member))
