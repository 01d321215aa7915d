"""A finding as a file of some ten lines that runs by itself."""

from textwrap import indent

from tests.fuzz.names import imports
from tests.fuzz.outcome import OURS, THEIRS

TEMPLATE = '''"""{title}

{found}
"""
{imports}

S = {search}
np.random.seed({seed})
{body}
for key, column in search.cv_results_.items():
    if "_time" not in key and not key.startswith("param"):
        print(key, list(column))
'''
BODY = """X, y = {data}
estimator = {estimator}
grid = {grid}
search = S(
    estimator,
    grid,{options}
)
search.fit(X, y{fit})"""


def reproducer(case, found, title):
    """The text of the file; the first argument "theirs" runs scikit-learn's side."""
    if case.search == "bayes":
        search = 'partial(BayesSearchCV, share_fits=sys.argv[1:] != ["theirs"])'
        lines = ["from functools import partial", "from sk_hpo import BayesSearchCV"]
    else:
        theirs, ours = THEIRS[case.search], OURS[case.search]
        search = f'{theirs} if sys.argv[1:] == ["theirs"] else {ours}'
        lines = [
            f"from sklearn.model_selection import {theirs}",
            f"from sk_hpo import {ours}",
        ]
    lines = ["import sys", "import numpy as np", *imports(case.text), *lines]
    options = "".join(f"\n    {name}={text}," for name, text in case.options)
    body = BODY.format(
        data=case.data,
        estimator=case.estimator,
        grid=case.grid_text,
        options=options,
        fit="".join(f", {name}={text}" for name, text in case.fit),
    )
    if case.around:
        body = f"with {', '.join(case.around)}:\n{indent(body, '    ')}"
    return TEMPLATE.format(
        title=title,
        found="\n".join(f"{d.what} {d.where}: {d.text[:400]}" for d in found[:3]),
        imports="\n".join(dict.fromkeys(lines)),
        search=search,
        seed=case.seed,
        body=body,
    )
