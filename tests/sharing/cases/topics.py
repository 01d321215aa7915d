from sklearn.decomposition import LatentDirichletAllocation
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(
            LatentDirichletAllocation(2, max_iter=2, random_state=0), GaussianNB()
        ),
        {
            "latentdirichletallocation__learning_method": ["batch", "online"],
            "latentdirichletallocation__learning_decay": [0.5, 0.7],
            "latentdirichletallocation__perp_tol": [0.1, 0.2],
            "latentdirichletallocation__total_samples": [100, 1000],
        },
        n_fits=1 + 2,
        only=("counts",),
        slow=True,
    ),
    Case(
        LatentDirichletAllocation(2, max_iter=2, random_state=0),
        {"learning_decay": [0.5, 0.7], "learning_offset": [10.0, 20.0]},
        only=("counts",),
    ),
]
