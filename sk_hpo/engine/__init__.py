"""The only loop: a strategy is asked, workers run fits, the history records."""

from sk_hpo.engine.hooks import Hooks
from sk_hpo.engine.limits import NEVER, Limits
from sk_hpo.engine.loop import run

__all__ = ["NEVER", "Hooks", "Limits", "run"]
