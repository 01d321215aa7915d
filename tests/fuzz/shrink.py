"""Make a case smaller while it differs in the same way."""

import ast
import time

from tests.fuzz.verdict import judge


def shrink(case, found, seconds=30.0):
    """The smallest case that was found in some seconds, and what differs there."""
    end = time.monotonic() + seconds
    wanted = _kinds(found)
    progress = True
    while progress and time.monotonic() < end:
        progress = False
        for smaller in _smaller(case):
            if time.monotonic() > end:
                break
            verdict = _judged(smaller)
            if verdict is not None and wanted & _kinds(verdict.found):
                case, found, progress = smaller, verdict.found, True
                break
    return case, found


def _kinds(found):
    """What a smaller case must have one of; any score will do for any other."""
    scores = {"scores", "train scores"}
    kinds = {
        (d.what, d.where if d.what in ("warnings", "error") else "") for d in found
    }
    return {
        ("scores", "") if what in scores else (what, where) for what, where in kinds
    }


def _judged(case):
    try:
        verdict = judge(case, limit=3.0)
        return verdict if verdict.kind == "different" else None
    except Exception:  # noqa: BLE001  what was cut was needed
        return None


def _smaller(case):
    for i in range(len(case.around)):
        yield case.replace(around=case.around[:i] + case.around[i + 1 :])
    for name in ("fit", "options"):
        pairs = getattr(case, name)
        for i in range(len(pairs)):
            yield case.replace(**{name: pairs[:i] + pairs[i + 1 :]})
    if len(case.grid) > 1:
        yield from (case.replace(grid=(one,)) for one in case.grid)
    yield from (case.replace(grid=grid) for grid in _grids(case.grid))
    yield from (case.replace(estimator=text) for text in _calls(case.estimator))
    yield from (case.replace(data=text) for text in _arguments(case.data, 4))


def _grids(grid):
    """A parameter less, or a value less."""
    for i, one in enumerate(grid):
        for j, (name, values) in enumerate(one):
            rest = one[:j] + one[j + 1 :]
            yield (*grid[:i], rest, *grid[i + 1 :])
            if isinstance(values, tuple) and len(values) > 1:
                for k in range(len(values)):
                    fewer = (name, values[:k] + values[k + 1 :])
                    changed = (*one[:j], fewer, *one[j + 1 :])
                    yield (*grid[:i], changed, *grid[i + 1 :])


def _calls(text):
    """An estimator with a setting less, or a step less."""
    whole = ast.parse(text, mode="eval")
    for node in ast.walk(whole):
        if isinstance(node, ast.Call):
            yield from _without_each(whole, node.keywords)
        elif isinstance(node, ast.List) and len(node.elts) > 1:
            yield from _without_each(whole, node.elts)


def _arguments(text, first):
    """Data with a twist less."""
    whole = ast.parse(text, mode="eval")
    if isinstance(whole.body, ast.Call) and len(whole.body.args) > first:
        args = whole.body.args
        for i in range(first, len(args)):
            removed = args.pop(i)
            yield ast.unparse(whole)
            args.insert(i, removed)


def _without_each(whole, items):
    for i in range(len(items)):
        removed = items.pop(i)
        yield ast.unparse(whole)
        items.insert(i, removed)
