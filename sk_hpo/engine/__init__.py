"""The loop of all searches: ask a strategy, have workers run fits, tell the history."""

from sk_hpo.engine.ahead import Ahead, NextRound
from sk_hpo.engine.hooks import Hooks
from sk_hpo.engine.loop import NEVER, UNBOUNDED, Loop

__all__ = ["NEVER", "UNBOUNDED", "Ahead", "Hooks", "Loop", "NextRound"]
