"""From an estimator to a case: grid, data, options, contexts."""

from tests.fuzz import options as drawn
from tests.fuzz.case import Case
from tests.fuzz.grids import distributions, grid
from tests.fuzz.tables import data


def finish(draw, part, kind, *, on=None, fit=None, search=None, around=None, **fixed):
    """Draw what is not given.

    Parameters
    ----------
    draw : Draw
    part : Part
    kind : str
        Of targets.
    on : str or None
        The text of the data.
    fit : dict or None
        Parameters of ``fit``.
    search : {"grid", "random", "bayes"} or None
    around : tuple of str or None
    **fixed : str
        Options of the search.
    """
    search = search or draw.weighted({"grid": 8, "random": 2, "bayes": 0.15})
    dicts = grid(draw, part)
    options, for_fit = drawn.options(draw, kind, **fixed)
    if search == "random":
        dicts = (distributions(draw, dicts[0]),)
        options += (("n_iter", "5"), ("random_state", str(draw.integer(0, 9))))
    elif search == "bayes":
        dicts = (tuple(pair for pair in dicts[0] if pair[1]),)
        options += (("n_iter", "4"), ("random_state", "0"))
    return Case(
        search=search,
        estimator=part.text,
        grid=dicts,
        data=on or data(draw, kind),
        options=options,
        fit=tuple({**dict(for_fit), **(fit or {})}.items()),
        around=drawn.around(draw) if around is None else around,
        seed=draw.integer(0, 99),
    )
