"""Evaluate candidates: the code that runs in workers."""

from __future__ import annotations

from sk_hpo.evaluate.chunk import evaluate
from sk_hpo.evaluate.descent import follow
from sk_hpo.evaluate.failed_fit import cause_of, failed, failure
from sk_hpo.evaluate.workplace import MEMORY, Round, Unit, Workplace

__all__ = [
    "MEMORY",
    "Round",
    "Unit",
    "Workplace",
    "cause_of",
    "evaluate",
    "failed",
    "failure",
    "follow",
]
