"""Choose on all splits but one, score on that one.

Where test parts of different repeats overlap, only splits of the same repeat are used,
since others hold the rows that score. Where test parts are drawn at random they all
overlap; `overlap.py` says what is done.

Varma, S. and Simon, R. (2006). Bias in error estimation when using cross-validation for
model selection. BMC Bioinformatics 7:91, argue for choosing anew without the rows that
score. Here the models are those of the search, whose training parts hold such rows.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.honest.corrected_test import FloatArray
from sk_hpo.honest.overlap import over_repeats
from sk_hpo.honest.splits import Splits

NAME = "choosing on all splits but one"


def optimism(S: FloatArray, splits: Splits) -> float:
    """Return how far choosing on the other splits falls behind the best score."""
    return over_repeats(_samples, S, splits)


def _samples(K: int) -> tuple[FloatArray, FloatArray]:
    return 1 - np.eye(K), np.full(K, 1 / K)
