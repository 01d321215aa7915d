"""Which parameters of a candidate are ignored, for searches that suggest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.parts import forget_defaults


class IgnoredIn:
    """Names the parameters that an estimator, or a part of it, ignores.

    Parameters
    ----------
    estimator : estimator
        Not modified while this is in use.
    """

    def __init__(self, estimator: Any) -> None:
        # the user may have set parameters since the last search
        forget_defaults()
        self.estimator = estimator

    def __call__(self, params: Mapping[str, Any], owner: str) -> frozenset[str]:
        """Return the names in `params` of own parameters that the owner ignores.

        Parameters
        ----------
        params : mapping of str to object
            The parameters that are set on the estimator.
        owner : str
            The path of the part, as in ``set_params``; "" for the estimator itself.
        """
        try:
            found = self._of(params, owner)
        except Exception:  # noqa: BLE001  the candidate's fit reports what is wrong
            return frozenset()
        return frozenset(f"{owner}__{name}" if owner else name for name in found)

    def _of(self, params: Mapping[str, Any], owner: str) -> frozenset[str]:
        recipe: Recipe | None = Recipe(self.estimator, params)
        for name in owner.split("__") if owner else ():
            recipe = None if recipe is None else recipe.named(name)
        if recipe is None:
            return frozenset()
        found = recipe.ignored & recipe.params.keys()
        # a fit rejects some values of an ignored parameter, and accepts others
        return found if found and recipe.valid(found) else frozenset()
