"""Which members of our searches are scikit-learn's: their pages fold these."""

import sk_hpo
from sk_hpo.search.base import EngineSearch


def searches():
    """The public searches by their full names."""
    public = {f"sk_hpo.{name}": getattr(sk_hpo, name) for name in sk_hpo.__all__}
    return {
        name: thing
        for name, thing in public.items()
        if isinstance(thing, type) and issubclass(thing, EngineSearch)
    }


def of_scikit_learn(search):
    """The public members that a search has from a class of scikit-learn.

    Those without a docstring have no place on the page. Some exist only if the
    installed versions support them.
    """
    found = []
    for name in dir(search):
        home = next(kind for kind in search.__mro__ if name in vars(kind))
        is_theirs = home.__module__.startswith("sklearn.")
        if is_theirs and not name.startswith("_") and vars(home)[name].__doc__:
            found.append(name)
    return found
