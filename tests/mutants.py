"""Put seeded mutants into the package, and count those that a test finds.

A mutant is one small change of one line inside a function: another comparison, another
sign, another number, a statement that is dropped, or a boolean that is turned round.
The default tests run once on a copy that records which tests reach the places; then
the tests that reach a place run on its mutant, the quickest first::

    python tests/mutants.py --count 100 --seed 0

It is a program, not a test: it takes about an hour. Places that run at import, default
arguments, annotations and texts are left out.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import json
import mmap
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("comparison", "sign", "constant", "statement", "boolean")
# They read the source, so that any change may be a failure.
LEFT_OUT = ["tests/test_architecture.py", "tests/test_examples.py"]
MOST_TESTS = 400  # of one mutant

COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
DROPPED = (ast.Assign, ast.AugAssign, ast.Raise, ast.Return, ast.Delete, ast.Continue)


@dataclass(frozen=True)
class Mutant:
    """The bytes from `start` to `end` of a file, and what stands there instead."""

    file: str
    line: int
    kind: str
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        old, new = (" ".join(text.split())[:70] for text in (self.old, self.new))
        return f"{self.file}:{self.line}  {self.kind}: {old}  ->  {new}"


# -- Places ----------------------------------------------------------------------------


def places(root: Path, under: str = "sk_hpo") -> dict[str, list[Mutant]]:
    """Return all mutants of the files whose paths begin with `under`, by their kind."""
    found: dict[str, list[Mutant]] = {kind: [] for kind in KINDS}
    for path in sorted((root / "sk_hpo").rglob("*.py")):
        if not path.relative_to(root).as_posix().startswith(under):
            continue
        source = path.read_bytes()
        starts = [0]
        for text in source.splitlines(keepends=True):
            starts.append(starts[-1] + len(text))
        for node in in_functions(ast.parse(source)):
            for kind, new in changes(node):
                start = starts[node.lineno - 1] + node.col_offset
                end = starts[node.end_lineno - 1] + node.end_col_offset
                found[kind].append(
                    Mutant(
                        file=str(path.relative_to(root)),
                        line=node.lineno,
                        kind=kind,
                        start=start,
                        end=end,
                        old=source[start:end].decode(),
                        new=new,
                    )
                )
    return found


def in_functions(node: ast.AST, inside: bool = False) -> Iterator[ast.AST]:
    """Yield the nodes in bodies of functions that run when the function is called."""
    if isinstance(node, ast.arguments | ast.JoinedStr | ast.pattern | ast.Assert):
        return
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return  # of zip, for which no input is of another length
    if inside:
        yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for child in node.body:
            yield from in_functions(child, True)
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from in_functions(child, inside)


def changes(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each change of this node."""
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            for other in COMPARISONS[type(op)]:
                ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
                new = ast.Compare(node.left, ops, node.comparators)
                yield "comparison", f"({ast.unparse(new)})"
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "boolean", f"({ast.unparse(ast.BoolOp(other, node.values))})"
    elif isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        if not (is_text(node.left) or is_text(node.right)):
            new = ast.BinOp(node.left, SIGNS[type(node.op)](), node.right)
            yield "sign", f"({ast.unparse(new)})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        kind = "sign" if isinstance(node.op, ast.USub) else "boolean"
        yield kind, f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.Constant):
        yield from changes_of_a_constant(node.value)
    elif is_dropped(node):
        yield "statement", "pass"


def changes_of_a_constant(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool):
        yield "boolean", repr(not value)
    elif isinstance(value, int | float):
        yield "constant", repr(value + 1)
        if isinstance(value, float) and value:
            yield "constant", repr(2 * value)


def is_dropped(node: ast.AST) -> bool:
    return isinstance(node, DROPPED) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    )


def is_text(node: ast.AST) -> bool:
    """Say whether this is a literal of text or a list, which has no other sign."""
    return isinstance(node, ast.JoinedStr | ast.List | ast.Tuple) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def choose(root: Path, count: int, seed: int, under: str) -> list[Mutant]:
    """Draw mutants: first the kind, then the place, so that no kind is rare."""
    found, rng = places(root, under), random.Random(seed)
    chosen: list[Mutant] = []
    while len(chosen) < count:
        one = rng.choice(found[rng.choice(KINDS)])
        if not any((one.file, one.start) == (o.file, o.start) for o in chosen):
            chosen.append(one)
    return chosen


# -- Which tests reach a place ---------------------------------------------------------


def record(copy: Path, mutants: list[Mutant]) -> None:
    """Let each place of the copy call `hit` with the number of its mutant."""
    inserts: dict[str, list[tuple[int, int, bytes]]] = {}
    for k, mutant in enumerate(mutants):
        here = inserts.setdefault(mutant.file, [])
        if mutant.kind == "statement":
            here.append((mutant.start, 10**9, f"_mutant_hit({k}); ".encode()))
        else:
            size = mutant.end - mutant.start
            here.append((mutant.start, size, f"(_mutant_hit({k}) or ".encode()))
            here.append((mutant.end, size, b")"))
    for file, new in inserts.items():
        source = (copy / file).read_bytes()
        # from the end, and at one position the inner ones first
        for position, _, text in sorted(new, key=lambda one: (-one[0], one[1])):
            source = source[:position] + text + source[position:]
        compile(source, file, "exec")
        (copy / file).write_bytes(source)
    package = copy / "sk_hpo" / "__init__.py"
    lines = package.read_text().splitlines(keepends=True)
    after = ast.parse(package.read_text()).body[0].end_lineno
    lines.insert(after, "import tests.mutants\n")
    package.write_text("".join(lines))


_reached: set[tuple[int, bytes]] = set()
_open: dict[str, mmap.mmap] = {}


def hit(number: int) -> bool:
    """Write down once a test and process that the running test was here."""
    path = os.environ.get("SK_HPO_CURRENT_TEST")
    if path is None:
        return False
    if path not in _open:
        with open(path, "r+b") as file:
            _open[path] = mmap.mmap(file.fileno(), 8)
    now = _open[path][:8]
    if (number, now) not in _reached:
        _reached.add((number, now))
        with open(f"{path}.hits", "a") as file:
            file.write(f"{int.from_bytes(now)} {number}\n")
    return False


builtins._mutant_hit = hit


class Recorder:
    """Tells `hit` in this and in worker processes which test is running.

    One to each process of pytest, also to those of pytest-xdist.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{os.getpid()}"
        self.path.write_bytes(bytes(8))
        os.environ["SK_HPO_CURRENT_TEST"] = str(self.path)
        with self.path.open("r+b") as file:
            self.current = mmap.mmap(file.fileno(), 8)
        self.number = 0

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.number += 1
        self.current[:8] = self.number.to_bytes(8)
        self.seconds, self.passed = 0.0, True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds += report.duration
        self.passed &= report.passed

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        line = [self.number, nodeid, self.seconds, self.passed]
        with open(f"{self.path}.tests", "a") as file:
            file.write(json.dumps(line) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    folder = os.environ.get("SK_HPO_MUTANTS")
    if folder:
        config.pluginmanager.register(Recorder(Path(folder)))


def reached(folder: Path) -> dict[int, dict[str, float]]:
    """Return each mutant's tests and their seconds; only of those that passed."""
    tests: dict[int, dict[str, float]] = {}
    for path in folder.glob("*.tests"):
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        known = {number: (name, s) for number, name, s, passed in lines if passed}
        hits = path.with_suffix(".hits")
        for line in hits.read_text().splitlines() if hits.exists() else []:
            number, mutant = map(int, line.split())
            if number in known:
                name, seconds = known[number]
                tests.setdefault(mutant, {})[name] = seconds
    return tests


# -- Running ---------------------------------------------------------------------------


def run_pytest(
    copy: Path, *args: str, timeout: float | None = None, **more: str
) -> tuple[int | None, str]:
    """Run the copy's tests: the exit code, None when they hang, and the output."""
    env = {**os.environ, "PYTHONPATH": str(copy), "OMP_NUM_THREADS": "1", **more}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # each worker would compile all anew
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *args]
    command += [f"--ignore={path}" for path in LEFT_OUT]
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=copy,
            env=env,
            timeout=timeout,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except subprocess.TimeoutExpired:
        return None, "timeout"
    return done.returncode, done.stdout


def copied(folder: Path) -> Path:
    """Copy what the tests need: the package may be edited while they run."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("sk_hpo", "tests", "examples", "benchmarks", "docs"):
        ignored = shutil.ignore_patterns("__pycache__", "_build", "generated")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "setup.cfg", "README.md", "noxfile.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def try_one(copy: Path, mutant: Mutant, tests: dict[str, float], limit: float) -> str:
    """Run a mutant's tests, and say how it ended."""
    if not tests:
        return "SURVIVES: no test reaches it"
    names, total = [], 0.0
    for name, seconds in sorted(tests.items(), key=lambda one: one[1]):
        if names and (total + seconds > limit or len(names) == MOST_TESTS):
            break
        names.append(name)
        total += seconds
    path = copy / mutant.file
    source = path.read_bytes()
    path.write_bytes(
        source[: mutant.start] + mutant.new.encode() + source[mutant.end :]
    )
    forget_bytecode(path)
    try:
        code, output = run_pytest(copy, "-x", *names, timeout=60 + 4 * total)
    finally:
        path.write_bytes(source)
        forget_bytecode(path)
    if code in (0, 5):  # 5: all of them are slow
        return f"SURVIVES {len(names)} of {len(tests)} tests"
    failed = [
        line for line in output.splitlines() if line.startswith(("FAILED", "ERR"))
    ]
    return "found by " + (failed or [output.strip().splitlines()[-1]])[0][:110]


def forget_bytecode(path: Path) -> None:
    """A change within a second that keeps the size would not be seen."""
    for cached in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        cached.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--under", default="sk_hpo", help="only in files that begin so")
    parser.add_argument("--first", type=int, help="try only so many of them")
    parser.add_argument("--seconds", type=float, default=60, help="of tests, a mutant")
    parser.add_argument(
        "--work", type=Path, help="a folder that is kept for another call"
    )
    parser.add_argument("pytest", nargs="*", help="arguments of the recording run")
    args = parser.parse_args()

    work = args.work or Path(tempfile.mkdtemp())
    hits = work / "hits"
    mutants = choose(ROOT, args.count, args.seed, args.under)
    if not hits.exists():
        copy = copied(work / "recording")
        record(copy, mutants)
        hits.mkdir()
        plugin = ["-p", "tests.mutants", *args.pytest]
        code, output = run_pytest(copy, *plugin, SK_HPO_MUTANTS=str(hits))
        print(f"recorded (pytest ended with {code}):", output.splitlines()[-1])
    tests = reached(hits)

    copy = copied(work / "copy")
    found = 0
    tried = mutants[: args.first]
    for k, mutant in enumerate(tried):
        verdict = try_one(copy, mutant, tests.get(k, {}), args.seconds)
        found += verdict.startswith("found")
        print(f"{k:3d}  {mutant}\n     {verdict}", flush=True)
    print(f"{found} of {len(tried)} found")
    if args.work is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
