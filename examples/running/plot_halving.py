"""
Halving: few rows first
=======================

Must every candidate be fitted on all rows? A halving search fits all of them on few
rows, and gives three times as many rows to the best third, again and again.
"""

# %%
# The same thirty settings of a support vector machine are searched twice: on all
# training rows, and by halving.
from scipy.stats import loguniform
from sklearn.datasets import load_digits
from sklearn.svm import SVC

from sk_hpo import HalvingGridSearchCV2, HalvingRandomSearchCV2, RandomSearchCV2

X, y = load_digits(return_X_y=True)
X = X / 16
space = {"C": loguniform(1e-2, 1e3), "gamma": loguniform(1e-5, 1e1)}
full = RandomSearchCV2(SVC(), space, n_iter=30, cv=3, random_state=0).fit(X, y)
halving = HalvingRandomSearchCV2(
    SVC(), space, n_candidates=30, min_resources="exhaust", cv=3, random_state=0
).fit(X, y)

for n, rows in zip(halving.n_candidates_, halving.n_resources_, strict=True):
    print(f"{n:2} candidates with {rows} rows")

# %%
# Each line is a candidate. Scores rise with the rows, and those of few rows differ more
# by luck: a line ends where the candidate was not among the best third.
import matplotlib.pyplot as plt
import numpy as np

table = halving.cv_results_
fig, ax = plt.subplots(layout="constrained")
keys = np.array([str(params) for params in table["params"]])
for key in np.unique(keys):
    rows = keys == key
    ax.plot(table["n_resources"][rows], table["mean_test_score"][rows], "o-", alpha=0.5)
ax.set(xscale="log", xlabel="rows", ylabel="accuracy", ylim=(0, 1))
ax.set_xticks(halving.n_resources_, map(str, halving.n_resources_))
ax.minorticks_off()
plt.show()

# %%
# What was lost? Both winners, scored on all rows by the same splits:
from sklearn.model_selection import cross_val_score

for name, search in {"all rows": full, "halving": halving}.items():
    model = SVC(**search.best_params_)
    accuracy = cross_val_score(model, X, y, cv=3).mean()
    print(f"{name}: accuracy {accuracy:.4f}, {search.n_fits} fits")

# %%
# Halving runs more fits, and most of them are on few rows. If its accuracy is lower, it
# has dropped the better candidate on few rows.
#
# A parameter that grows a fit can take the place of the rows: the trees of a forest, or
# the rounds of boosting.
from sklearn.ensemble import RandomForestClassifier

forests = HalvingGridSearchCV2(
    RandomForestClassifier(random_state=0),
    {"max_features": [2, 4, 8, 16], "min_samples_leaf": [1, 3, 9]},
    resource="n_estimators",
    max_resources=36,
    cv=3,
).fit(X[:600], y[:600])
print(forests.n_candidates_, forests.n_resources_, forests.best_params_)
