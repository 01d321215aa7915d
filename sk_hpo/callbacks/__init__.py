"""Ready callbacks, which stop a search: pass them as its `callback`.

They have no state of their own, so one object serves several searches, clones, and a
search that is resumed.
"""

from sk_hpo.callbacks.budget import Budget
from sk_hpo.callbacks.converged import Converged
from sk_hpo.callbacks.no_improvement import NoImprovement
from sk_hpo.callbacks.target_score import TargetScore

__all__ = ["Budget", "Converged", "NoImprovement", "TargetScore"]
