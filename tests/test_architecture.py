"""The rules of the house that a machine can hold: see docs/development/architecture.

Each check is a function from the source of one module to what it complains of, so
that it can be shown to catch what it is there for.
"""

import ast
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import sk_hpo

PACKAGE = Path(sk_hpo.__file__).parent

# A room imports from rooms of lower layers and from itself. Rooms that are not built
# yet are in the table: it is the plan.
LAYERS = {
    "_compat": 0,
    "constraint": 0,
    "descent_path": 0,
    "trial": 0,
    "history": 1,
    "problem": 1,
    "space": 1,
    "pool": 1,
    "registry": 1,
    "one_thread": 1,
    "gp": 2,
    "metrics": 2,
    "levels": 2,
    "racing": 2,
    "sharing": 3,
    "gradients": 3,
    "strategies": 4,
    "evaluate": 4,
    "journal": 4,
    "default_spaces": 4,
    "engine": 5,
    "results": 5,
    "search": 6,
    "ensemble": 6,  # which honest scores build upon
    "callbacks": 7,
    "command": 7,
    "export": 7,
    "honest": 7,
    "plot": 7,
    "refit": 7,
    "__init__": 8,
    "__main__": 8,
}
# The same within a room that has rooms of its own.
FLOORS = {
    "gradients": {
        "types": 0,
        "deadline": 0,
        "entry_names": 0,
        "linalg": 1,
        "data": 1,
        "outer": 1,
        "inner": 2,
        "kernels": 3,
        "linear": 3,
        "logistic": 3,
        "scoring": 3,
        "criteria": 4,
        "svm": 4,
        "bilevel": 4,
        "implicit": 4,
        "differentiable": 5,
        "models": 5,
        "upstream": 5,
        "cross_validated_loss": 6,
        "descent": 7,
        "hypergradient": 7,
        "__init__": 8,
    },
    "search": {
        "inputs": 0,
        "session": 1,
        "surrogate": 1,
        "html": 2,
        "base": 3,
        "descents": 3,
        "grid": 4,
        "halving": 4,
        "halving_grid": 5,
        "halving_random": 5,
        "random": 4,
        "suggested": 4,
        "portfolio": 4,
        "modelled": 5,
        "auto": 6,
        "bayes": 6,
        "grad": 5,
        "load_results": 5,
        "__init__": 7,
    },
    "space": {
        "named_errors": 0,
        "plain_values": 0,
        "equal_choices": 0,
        "dimensions": 1,
        "layout": 2,
        "readers": 2,
        "foreign_dimensions": 3,
        "ignored_coordinates": 3,
        "spec": 3,
        "wide_ranges": 3,
        "space": 4,
        "allowed_share": 5,
        "names": 5,
        "__init__": 6,
    },
    "sharing": {
        "identity": 0,
        "memory": 0,
        "ignored": 1,
        "rule": 1,
        "data": 2,
        "rule_helpers": 2,
        "rules": 3,
        "scoring": 3,
        "composite": 4,
        "composite_helpers": 5,
        "planning": 5,
        "composites": 6,
        "fitting": 6,
        "__init__": 7,
    },
}
# Folders of variants grow by a file a variant; others are to be seen at a glance.
VARIANTS = {
    "criteria",
    "families",
    "models",
    "rules",
    "composites",
    "ignored",
    "quick",
    "_compat",
}
MOST_FILES = 15
# Numerics know arrays and estimators, not searches.
NUMERICS = {"gp", "metrics", "racing", "sharing", "gradients"}
UNKNOWN_TO_NUMERICS = {"trial", "problem", "space", "pool"}

OPTIONAL = {
    "IPython",
    "dask",
    "distributed",
    "matplotlib",
    "optuna",
    "pandas",
    "polars",
    "ray",
    "rich",
    "skopt",
}

# Private names that a subclass of BaseSearchCV uses of its own base class: inherited
# methods, the overridden one, and the protocol of parameter validation. They are asked
# of `self` (of the search, in Session), never imported.
INHERITED = {
    "_check_refit_for_multimetric",
    "_format_results",
    "_get_routed_params_for_fit",
    "_get_scorers",
    "_parameter_constraints",
    "_run_search",
    "_select_best_index",
    "_validate_params",
}
OF_THE_BASE = {
    "self",
    "super()",
    "search",
    "GridSearchCV",
    "RandomizedSearchCV",
    "HalvingGridSearchCV",
    "HalvingRandomSearchCV",
    "BaseSearchCV",
}

# What may be named of numpy.random: generators that hold a state of their own.
OWN_STATE = {
    "BitGenerator",
    "Generator",
    "MT19937",
    "PCG64",
    "PCG64DXSM",
    "Philox",
    "RandomState",
    "SFC64",
    "SeedSequence",
    "default_rng",
}


@dataclass(frozen=True)
class Source:
    """One module: its dotted path, and what is written in it."""

    module: tuple[str, ...]
    is_package: bool
    tree: ast.Module

    @classmethod
    def of(cls, name: str, text: str, *, is_package: bool = False) -> "Source":
        return cls(tuple(name.split(".")), is_package, ast.parse(text))

    @property
    def room(self) -> str:
        """The folder or file below sk_hpo that the module belongs to."""
        return self.module[1] if len(self.module) > 1 else "__init__"


@functools.cache
def all_sources() -> list[Source]:
    sources = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("sk_hpo", *path.relative_to(PACKAGE).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        sources.append(Source.of(name, path.read_text(), is_package=is_package))
    return sources


def imported(source: Source) -> Iterator[tuple[ast.stmt, str, str | None, str]]:
    """(statement, module, name from it or None, name it is bound to) of each import.

    Wherever it stands: an import inside a function couples rooms as well.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.split(".")[0]
                yield node, alias.name, None, bound
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(source, node)
            for alias in node.names:
                yield node, module, alias.name, alias.asname or alias.name


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.module if source.is_package else source.module[:-1]
    base = package[: len(package) - (node.level - 1)]
    return ".".join([*base, *([node.module] if node.module else [])])


def is_ours(module: str) -> bool:
    return module.partition(".")[0] == "sk_hpo"


def is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def at(node: ast.AST, text: str) -> str:
    return f"line {node.lineno}: {text}"


# --- imports go down only


def rooms_imported(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    for node, module, name, _ in imported(source):
        parts = module.split(".")
        if parts[0] != "sk_hpo":
            continue
        if len(parts) > 1:
            yield node, parts[1]
        else:  # `from sk_hpo import engine`, or a public name of sk_hpo/__init__
            yield node, name if name in LAYERS else "__init__"


def upward_imports(source: Source) -> list[str]:
    here = source.room
    if here not in LAYERS:
        return [f"room {here!r} is not in the table of layers"]
    found = []
    for node, room in rooms_imported(source):
        if room == here:
            continue
        if room not in LAYERS:
            found.append(at(node, f"room {room!r} is not in the table of layers"))
        elif LAYERS[room] >= LAYERS[here]:
            found.append(at(node, f"{here} imports {room}, which is not below it"))
        elif here in NUMERICS and room in UNKNOWN_TO_NUMERICS:
            found.append(at(node, f"{here} is numerics and imports {room}"))
    return found


def imports_up_within_a_room(source: Source) -> list[str]:
    floors = FLOORS.get(source.room)
    if floors is None:
        return []
    here = source.module[2] if len(source.module) > 2 else "__init__"
    found = []
    for node, module, name, _ in imported(source):
        parts = [*module.split("."), *([name] if name else [])]
        if parts[:2] != ["sk_hpo", source.room] or parts[2] == here:
            continue
        if {here, parts[2]} - floors.keys():
            found.append(at(node, f"{here}, {parts[2]}: not in the table of floors"))
        elif floors[parts[2]] >= floors[here]:
            found.append(at(node, f"{here} imports {parts[2]}, which is not below it"))
    return found


# --- private names of other packages


def foreign_private_names(source: Source) -> list[str]:
    if source.room == "_compat":
        return []
    found = []
    foreign = set()
    for node, module, name, bound in imported(source):
        if is_ours(module) or module == "__future__":
            continue
        foreign.add(bound)
        path = [*module.split("."), *([name] if name else [])]
        if _is_hidden(path):
            found.append(at(node, f"imports {'.'.join(path)}"))
    parts_of_longer = {
        node.value for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)
    }
    for node in ast.walk(source.tree):
        chain = _chain(node)
        if node in parts_of_longer or not chain or chain[0] not in foreign:
            continue
        of_the_base = chain[0] in OF_THE_BASE and chain[1] in INHERITED
        if _is_hidden(chain) and not of_the_base:
            found.append(at(node, f"uses {'.'.join(chain)}"))
    return found


def _is_hidden(path: list[str]) -> bool:
    """Whether a dotted name is private, as what joblib carries along is too."""
    return any(map(is_private, path)) or path[:2] == ["joblib", "externals"]


def _chain(node: ast.AST) -> list[str]:
    """["a", "b", "c"] for the expression ``a.b.c``, else nothing."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not names or not isinstance(node, ast.Name):
        return []
    return [node.id, *reversed(names)]


@functools.cache
def _private_names_of_ours() -> set[str]:
    """Every private name that some module of ours defines or sets, and no base."""
    names: set[str] = set()
    for source in all_sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.attr)
    return {name for name in names if is_private(name)} - INHERITED


def foreign_private_attributes(source: Source) -> list[str]:
    """Private attributes, of whatever object, that nothing of ours has defined."""
    if source.room == "_compat":
        return []
    found = []
    for node in ast.walk(source.tree):
        holder, name = _attribute(node)
        if not is_private(name) or name in _private_names_of_ours():
            continue
        of_the_base = holder.split(".")[-1] in OF_THE_BASE and source.room == "search"
        if not (of_the_base and name in INHERITED):
            found.append(at(node, f"uses {holder}.{name}"))
    return found


def _attribute(node: ast.AST) -> tuple[str, str]:
    """(holder, name) of ``holder.name`` and of ``getattr(holder, "name")`` and kin."""
    if isinstance(node, ast.Attribute):
        return ast.unparse(node.value), node.attr
    if (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"getattr", "hasattr", "setattr", "delattr"}
        and isinstance(node.args[1], ast.Constant)
    ):
        return ast.unparse(node.args[0]), node.args[1].value
    return "", ""


# --- global random state, bare excepts


def global_random_state(source: Source) -> list[str]:
    found = []
    numpy, random = set(), set()  # names bound to numpy and to numpy.random
    for node, module, name, bound in imported(source):
        if module == "numpy" and name is None:
            numpy.add(bound)
        elif module == "numpy.random" and name is None:
            (random if bound != "numpy" else numpy).add(bound)
        elif module == "numpy" and name == "random":
            random.add(bound)
        elif module == "numpy.random" and name not in OWN_STATE:
            found.append(at(node, f"imports numpy.random.{name}"))
        elif module == "random":
            found.append(at(node, "imports the standard library's random"))
    parents = {c: p for p in ast.walk(source.tree) for c in ast.iter_child_nodes(p)}
    for node in ast.walk(source.tree):
        chain = _chain(node) or ([node.id] if isinstance(node, ast.Name) else [])
        whole, part = chain[:1], chain[1:]
        is_random = (not part and {*whole} & random) or (
            part == ["random"] and {*whole} & numpy
        )
        if not is_random:
            continue
        parent = parents[node]
        used = parent.attr if isinstance(parent, ast.Attribute) else "itself"
        if used not in OWN_STATE:
            found.append(at(node, f"uses numpy.random {used}"))
    return found


def bare_excepts(source: Source) -> list[str]:
    return [
        at(node, "bare except")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]


# --- optional packages


def optional_at_module_level(source: Source) -> list[str]:
    found = []
    waiting: list[ast.AST] = list(source.tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue  # its body runs when it is called
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules = [node.module or ""]
        else:
            modules = []
        found += [
            at(node, f"imports {module} at once")
            for module in modules
            if module.split(".")[0] in OPTIONAL
        ]
        waiting.extend(ast.iter_child_nodes(node))
    return found


Check = Callable[[Source], list[str]]
CHECKS: list[Check] = [
    upward_imports,
    imports_up_within_a_room,
    foreign_private_names,
    foreign_private_attributes,
    global_random_state,
    bare_excepts,
    optional_at_module_level,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_package_keeps_to(check):
    complaints = [
        f"{'.'.join(source.module)}: {text}"
        for source in all_sources()
        for text in check(source)
    ]
    assert not complaints, "\n".join(complaints)


def modules_imported(sources: list[Source]) -> dict[str, set[str]]:
    """For each module, those of ours that it imports, for types only or not."""
    names = {".".join(source.module) for source in sources}
    return {
        ".".join(source.module): {
            f"{module}.{name}" if f"{module}.{name}" in names else module
            for _, module, name, _ in imported(source)
            if module in names or f"{module}.{name}" in names
        }
        for source in sources
    }


def test_no_circle_of_imports():
    list(TopologicalSorter(modules_imported(all_sources())).static_order())


def test_a_circle_of_imports_would_be_caught():
    one = Source.of("sk_hpo.one", "def f():\n    from sk_hpo import two")
    two = Source.of("sk_hpo.two", "if TYPE_CHECKING:\n    from sk_hpo.one import f")
    with pytest.raises(CycleError):
        list(TopologicalSorter(modules_imported([one, two])).static_order())


NAMED = re.compile(r"(?<!`)`{1,2}((?:\w+/)*\w+\.(?:py|rst))`{1,2}(?!`)")
ROOT = Path(__file__).parents[1]


def files_named(text: str) -> list[str]:
    """The files of this project that a page or a docstring names."""
    return NAMED.findall(text)


def test_files_that_are_named_exist():
    rooms = ["sk_hpo", "tests", "benchmarks", "docs", "examples"]
    there = [
        f"/{path.relative_to(ROOT)}"
        for room in rooms
        for kind in ("py", "rst")
        for path in (ROOT / room).rglob(f"*.{kind}")
    ]
    built = {ROOT / "docs" / "examples", ROOT / "docs" / "api" / "generated"}
    pages = [
        page
        for page in [*(ROOT / "sk_hpo").rglob("*.py"), *(ROOT / "docs").rglob("*.rst")]
        if not built & {*page.parents}
    ]
    lost = {
        f"{page.relative_to(ROOT)}: {name}"
        for page in pages
        for name in files_named(page.read_text(encoding="utf-8"))
        if not any(path.endswith(f"/{name}") for path in there)
    }
    assert not lost, "\n".join(sorted(lost))


def test_what_names_a_file():
    assert files_named("see ``inner/base.py`` and `line.py`") == [
        "inner/base.py",
        "line.py",
    ]


def test_a_folder_is_seen_at_a_glance():
    folders = [folder for folder in PACKAGE.rglob("*/") if folder.is_dir()]
    n_files = {
        str(folder.relative_to(PACKAGE)): len(list(folder.glob("*.py")))
        for folder in folders
        if folder.name not in VARIANTS
    }
    assert {name: n for name, n in n_files.items() if n > MOST_FILES} == {}


def test_every_module_is_looked_at():
    names = {".".join(source.module) for source in all_sources()}
    assert {"sk_hpo", "sk_hpo.engine", "sk_hpo.pool", "sk_hpo.search.grid"} <= names
    rooms = {source.room for source in all_sources()}
    assert rooms <= LAYERS.keys(), f"not in the table: {rooms - LAYERS.keys()}"


@pytest.mark.parametrize(
    ("check", "module", "bad"),
    [
        # upward, sideways, and wherever the import stands
        (upward_imports, "trial", "import sk_hpo.engine"),
        (upward_imports, "trial", "from sk_hpo.engine import Loop"),
        (upward_imports, "pool.pool", "from sk_hpo import engine"),
        (upward_imports, "pool.pool", "from sk_hpo import GridSearchCV2"),
        (upward_imports, "pool.pool", "from ..engine import Loop"),
        (upward_imports, "pool.pool", "from .. import engine"),
        (upward_imports, "pool", "from ..engine import Loop"),
        (upward_imports, "pool", "def f():\n    from sk_hpo.engine import Loop"),
        (upward_imports, "evaluate", "from sk_hpo.strategies import candidate_list"),
        (upward_imports, "engine", "from sk_hpo.search import grid"),
        (upward_imports, "_compat.versions", "from sk_hpo.trial import Trial"),
        (upward_imports, "gp.kernels", "from sk_hpo.trial import Trial"),
        (upward_imports, "sharing.plan", "from sk_hpo.pool import Pool"),
        (upward_imports, "gradients.descent", "from sk_hpo.space import Space"),
        (upward_imports, "attic", ""),
        (upward_imports, "search.grid", "import sk_hpo.attic"),
        (
            imports_up_within_a_room,
            "gradients.linalg.systems",
            "from sk_hpo.gradients.inner.base import InnerMap",
        ),
        (
            imports_up_within_a_room,
            "gradients.data.rows",
            "from sk_hpo.gradients import descent",
        ),
        (
            imports_up_within_a_room,
            "gradients.data.rows",
            "from sk_hpo.gradients.attic import thing",
        ),
        # imports of private names
        (foreign_private_names, "engine", "from sklearn.base import _fit_context"),
        (foreign_private_names, "engine", "import sklearn.model_selection._search"),
        (
            foreign_private_names,
            "engine",
            "def f():\n    from sklearn.model_selection._search import BaseSearchCV",
        ),
        (foreign_private_names, "engine", "from joblib.externals import cloudpickle"),
        (foreign_private_names, "engine", "import joblib.externals.loky as loky"),
        # uses of them
        (foreign_private_names, "engine", "import sklearn\nsklearn.base._fit_context"),
        (foreign_private_names, "engine", "import joblib\njoblib.externals.loky"),
        (
            foreign_private_names,
            "engine",
            "from sklearn import base as b\nb._fit_context(1)",
        ),
        (
            foreign_private_names,
            "search.grid",
            "from sklearn.model_selection import GridSearchCV\nGridSearchCV._secret",
        ),
        (foreign_private_attributes, "engine", "scorer._scorers"),
        (foreign_private_attributes, "engine", "joblib.Parallel(2)._backend_kwargs"),
        (foreign_private_attributes, "engine", "self._format_results"),
        (foreign_private_attributes, "engine", "hasattr(search, '_skl_callbacks')"),
        (foreign_private_attributes, "engine", "getattr(scorer, '_scorers', None)"),
        (foreign_private_attributes, "search.base", "self.estimator._get_scorers()"),
        (foreign_private_attributes, "search.base", "self._no_such_helper()"),
        # the global random state
        (global_random_state, "engine", "import numpy as np\nnp.random.rand(3)"),
        (global_random_state, "engine", "import numpy\nnumpy.random.seed(0)"),
        (global_random_state, "engine", "import numpy as np\ndraw(np.random)"),
        (global_random_state, "engine", "from numpy.random import shuffle"),
        (global_random_state, "engine", "from numpy import random\nrandom.normal()"),
        (global_random_state, "engine", "import numpy.random as r\nr.normal()"),
        (global_random_state, "engine", "import numpy.random\nnumpy.random.normal()"),
        (global_random_state, "engine", "import numpy as np\nrng = np.random"),
        (global_random_state, "engine", "import random"),
        (bare_excepts, "engine", "try:\n    f()\nexcept:\n    pass"),
        # optional packages
        (optional_at_module_level, "plots.path", "import matplotlib.pyplot as plt"),
        (optional_at_module_level, "plots.path", "from matplotlib import pyplot"),
        (optional_at_module_level, "pool.dask_cluster", "import os, distributed"),
        (
            optional_at_module_level,
            "engine",
            "try:\n    import pandas\nexcept ImportError:\n    pandas = None",
        ),
        (optional_at_module_level, "engine", "class A:\n    import rich"),
        (
            optional_at_module_level,
            "engine",
            "if TYPE_CHECKING:\n    pass\nelse:\n    import ray",
        ),
    ],
)
def test_it_would_be_caught(check, module, bad):
    is_package = module == "pool"
    source = Source.of(f"sk_hpo.{module}", bad, is_package=is_package)
    assert len(check(source)) == 1


@pytest.mark.parametrize(
    ("check", "module", "good"),
    [
        (upward_imports, "engine", "from sk_hpo.pool import Pool\nimport numpy"),
        (upward_imports, "pool.threads", "from sk_hpo.pool.pool import Pool"),
        (upward_imports, "pool.threads", "from .pool import Pool"),
        (upward_imports, "pool.threads", "from .. import _compat"),
        (upward_imports, "search.session", "from sk_hpo import engine, problem"),
        (upward_imports, "sharing.plan", "from sk_hpo import registry"),
        (
            imports_up_within_a_room,
            "gradients.inner.base",
            "from sk_hpo.gradients.inner.composed import Part\n"
            "from sk_hpo.gradients.types import Theta\n"
            "from sk_hpo.registry import variants",
        ),
        (foreign_private_names, "_compat.x", "from sklearn.base import _fit_context"),
        (foreign_private_names, "engine", "from __future__ import annotations"),
        (foreign_private_names, "engine", "import sklearn\nsklearn.__version__"),
        (
            foreign_private_names,
            "search.grid",
            "from sklearn.model_selection import GridSearchCV as G\n"
            "from sklearn.model_selection import GridSearchCV\n"
            "GridSearchCV._parameter_constraints",
        ),
        (foreign_private_attributes, "search.base", "self._get_scorers()"),
        (foreign_private_attributes, "search.session", "self.search._format_results"),
        (foreign_private_attributes, "engine", "self._length"),
        (foreign_private_attributes, "engine", "getattr(search, '_history')"),
        (foreign_private_attributes, "engine", "getattr(search, name).__class__"),
        (global_random_state, "engine", "import numpy as np\nnp.random.default_rng(0)"),
        (global_random_state, "engine", "from numpy.random import Generator"),
        (global_random_state, "engine", "import numpy as np\nrandom(np.zeros(3))"),
        (bare_excepts, "engine", "try:\n    f()\nexcept ValueError:\n    pass"),
        (optional_at_module_level, "engine", "def f():\n    import matplotlib"),
        (optional_at_module_level, "engine", "if TYPE_CHECKING:\n    import pandas"),
        (optional_at_module_level, "engine", "import sklearn, joblib, numpy, scipy"),
    ],
)
def test_it_would_be_let_through(check, module, good):
    assert check(Source.of(f"sk_hpo.{module}", good)) == []
