"""
Parameters that only some models have
=====================================

How do I search the kernels of a support vector machine, if each has parameters of its
own? Write one dict for each kernel. A parameter exists in its own dict only, so no
candidate varies a number that its kernel ignores.
"""

# %%
# The data are pictures of digits, 8 by 8 pixels each.
from sklearn.datasets import load_digits
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV

X, y = load_digits(return_X_y=True)
X, y = X[:800] / 16, y[:800]

penalty = (1e-2, 1e3, "log-uniform")
space = [
    {"kernel": ["linear"], "C": penalty},
    {"kernel": ["rbf"], "C": penalty, "gamma": (1e-4, 1e1, "log-uniform")},
    {
        "kernel": ["poly"],
        "C": penalty,
        "gamma": (1e-4, 1e1, "log-uniform"),
        "degree": (2, 4),
        "coef0": (0.0, 2.0),
    },
]
search = BayesSearchCV(SVC(), space, n_iter=40, cv=3, random_state=0)
search.fit(X, y)
search.best_params_

# %%
# Each line is a candidate, and the best tenth stands out. A parameter that a candidate
# does not have is at "(not set)".
import matplotlib.pyplot as plt

from sk_hpo.plot import ParallelCoordinatesDisplay

fig, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
ParallelCoordinatesDisplay.from_search(search, ax=ax)
plt.show()

# %%
# The search models the scores of all kernels together. Kernels that do well get most of
# the candidates.
import pandas as pd

results = pd.DataFrame(search.cv_results_)
results.groupby("param_kernel")["mean_test_score"].agg(["size", "max"])
