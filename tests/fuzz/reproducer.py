"""A finding as a file of some ten lines that runs by itself."""

from tests.fuzz.names import imports
from tests.fuzz.outcome import OURS, THEIRS

TEMPLATE = '''"""{title}

{found}
"""
{imports}

np.random.seed({seed})
X, y = {data}
estimator = {estimator}
grid = {grid}
S = {search}
search = S(
    estimator,
    grid,{options}
)
{with_}search.fit(X, y{fit})
for key, column in search.cv_results_.items():
    if "_time" not in key and not key.startswith("param"):
        print(key, list(column))
'''


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
    return TEMPLATE.format(
        title=title,
        found="\n".join(f"{d.what} {d.where}: {d.text[:400]}" for d in found[:3]),
        imports="\n".join(dict.fromkeys(lines)),
        seed=case.seed,
        data=case.data,
        estimator=case.estimator,
        grid=case.grid_text,
        search=search,
        options=options,
        with_=f"with {', '.join(case.around)}:\n    " if case.around else "",
        fit="".join(f", {name}={text}" for name, text in case.fit),
    )
