"""Latent Dirichlet allocation: what is for online learning."""

from sklearn.decomposition import LatentDirichletAllocation

from tests.sharing.claim import Claim
from tests.sharing.data import TASKS


def _counts():
    X, y = TASKS["classification"]()["counts"]
    return X[:40], y[:40]


CLAIMS = [
    Claim(
        LatentDirichletAllocation(2, max_iter=4, max_doc_update_iter=5, random_state=0),
        {
            "learning_decay": (0.5, 0.9),
            "learning_offset": (5.0, 20.0),
            "batch_size": (10, 128),
            "perp_tol": (1e-3, 1e6),
            "total_samples": (100, 1000),
        },
        {"learning_method": ["batch", "online"], "evaluate_every": [-1, 0, 1]},
        data=_counts,
        never=("total_samples",),  # partial_fit uses it
    ),
]
