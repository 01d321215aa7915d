"""Parameters that estimators of ``sklearn.multioutput`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


@ignores("ClassifierChain", "RegressorChain")
def chain(params: Params) -> set[str]:
    """Ignore random_state unless the order is random."""
    order = params["order"]
    return set() if isinstance(order, str) and order == "random" else {"random_state"}
