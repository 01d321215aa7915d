"""Which parameters have no influence under others, for searches that suggest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.sharing.identity.recipe import Recipe, forget_defaults


class IdleIn:
    """Says which parameters of an estimator, or of one in it, have no influence.

    Parameters
    ----------
    estimator : estimator
        Not modified while this is in use.
    """

    def __init__(self, estimator: Any) -> None:
        # its owner may have set parameters since the last search
        forget_defaults()
        self.estimator = estimator

    def __call__(self, params: Mapping[str, Any], owner: str) -> frozenset[str]:
        """Name those among `params` that are the owner's own and have no influence.

        Parameters
        ----------
        params : mapping of str to object
            What is set on the estimator.
        owner : str
            Where in it the estimator is that is asked about; "": itself.
        """
        try:
            found = self._of(params, owner)
        except Exception:  # noqa: BLE001  the fit of such a candidate tells what is wrong
            return frozenset()
        return frozenset(f"{owner}__{name}" if owner else name for name in found)

    def _of(self, params: Mapping[str, Any], owner: str) -> frozenset[str]:
        recipe: Recipe | None = Recipe(self.estimator, params)
        for name in owner.split("__") if owner else ():
            recipe = None if recipe is None else recipe.named(name)
        if recipe is None:
            return frozenset()
        found = recipe.ignored & recipe.params.keys()
        # of values that its fit refuses some may be refused and others not
        return found if found and recipe.valid(found) else frozenset()
