"""
Compare searches
================

Is a search that learns from its scores better than a random one on my problem? One run
of each says little, since both depend on their seed. Run each a few times, and draw the
best score so far.
"""

# %%
# Both searches have the same space and the same number of candidates.
from scipy.stats import loguniform
from sklearn.datasets import load_diabetes
from sklearn.kernel_ridge import KernelRidge
from sklearn.preprocessing import scale

from sk_hpo import BayesSearchCV, RandomSearchCV2

X, y = load_diabetes(return_X_y=True)
X, y = scale(X), scale(y)

model = KernelRidge(kernel="laplacian")
space = {"alpha": loguniform(1e-4, 1e4), "gamma": loguniform(1e-4, 1e4)}
searches = {
    made.__name__: [
        made(model, space, n_iter=25, random_state=seed).fit(X, y) for seed in range(5)
    ]
    for made in (BayesSearchCV, RandomSearchCV2)
}

# %%
# A line is the median of the runs, and a band has their quartiles. After the first
# candidates the search with a model is ahead, and its runs differ less.
import matplotlib.pyplot as plt

from sk_hpo.plot import CompareSearchesDisplay

CompareSearchesDisplay.from_searches(searches)
plt.show()

# %%
# Candidates do not cost the same in all searches: one may share fits, another may stop
# candidates early. ``against="fits"`` compares what was spent.
CompareSearchesDisplay.from_searches(searches, against="fits")
plt.show()
