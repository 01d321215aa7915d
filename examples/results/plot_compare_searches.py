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
from sklearn.datasets import make_friedman1
from sklearn.svm import SVR

from sk_hpo import BayesSearchCV, RandomSearchCV2

X, y = make_friedman1(150, noise=0.5, random_state=0)
space = {
    "C": loguniform(1e-2, 1e4),
    "gamma": loguniform(1e-4, 1e2),
    "epsilon": loguniform(1e-3, 1e1),
}
searches = {
    made.__name__: [
        made(SVR(), space, n_iter=20, random_state=seed).fit(X, y) for seed in range(3)
    ]
    for made in (BayesSearchCV, RandomSearchCV2)
}

# %%
# A line is the median of the runs, and a band has their quartiles. At first the two are
# alike: a model needs candidates to learn from. Then the search with a model is ahead,
# and its runs end at nearly the same score. Where candidates do not cost the same,
# ``against="fits"`` or ``"seconds"`` compares what was spent.
import matplotlib.pyplot as plt

from sk_hpo.plot import CompareSearchesDisplay

CompareSearchesDisplay.from_searches(searches)
plt.show()
