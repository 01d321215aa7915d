"""When two findings are the same: what differs, and the classes involved."""

import ast
import re

# Said by more searches than any cause has to do with.
ONLY_WORDS = re.compile(r"[^A-Za-z]+|(?<=')\w+(?=(\.fit|Classifier|Regressor|CV))")
PLAIN = {"table", "text", "Pipeline", "KFold", "make_scorer", "clone", "np"}


def signature(case, found):
    """A text: kinds of differences, then names of classes and functions."""
    kinds = sorted({one.what for one in found} - {"fitted", "ranks"}) or ["fitted"]
    details = sorted({d.where for d in found if d.what in ("warnings", "error")})
    if kinds == ["error"]:  # of whatever class
        return f"error {found[0].where}: {ONLY_WORDS.sub(' ', found[0].text)[:100]}"
    return f"{', '.join([*kinds, *details])}: {' '.join(classes(case))}"


def classes(case):
    """Names that a case's estimator, grid and scoring use."""
    options = dict(case.options)
    text = f"({case.estimator}, {case.grid_text}, {options.get('scoring')})"
    used = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
    return sorted(used - PLAIN)
