"""How far the best of each split lies above the best of all on that split.

The optimism is the mean over splits k of max_j S[j, k] - S[j*, k]: a split is to all
splits as these are to new data. It grows with the noise of one split, which is that of
the mean times sqrt(K), so it is too large with many splits, and with many candidates.

Tibshirani, R. J. and Tibshirani, R. (2009). A bias correction for the minimum error
rate in cross-validation. Annals of Applied Statistics 3, 822-829, equation 3.
"""

from __future__ import annotations

from sk_hpo.honest.corrected_test import FloatArray
from sk_hpo.honest.splits import Splits

NAME = "Tibshirani and Tibshirani (2009)"


def optimism(S: FloatArray, splits: Splits) -> float:
    """Return the mean distance of the best candidate from the best of each split."""
    best = S[S.mean(axis=1).argmax()]
    return float((S.max(axis=0) - best).mean())
