"""
The number of boosting rounds
=============================

How many rounds of boosting are enough, and for which learning rate? The first 100
rounds of 300 are a model of 100 rounds. So :class:`~sk_hpo.GridSearchCV2` fits the
largest number alone, and scores all smaller ones from it.
"""

# %%
# The grid has thirty numbers of rounds for each of three learning rates.
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier

from sk_hpo import GridSearchCV2

X, y = load_breast_cancer(return_X_y=True)
model = HistGradientBoostingClassifier(
    max_leaf_nodes=8, early_stopping=False, random_state=0
)
grid = {"learning_rate": [0.03, 0.1, 0.3], "max_iter": range(10, 301, 10)}
search = GridSearchCV2(model, grid, scoring="neg_log_loss", cv=5)
search.fit(X, y)
print(len(search.trials), "candidates,", search.n_fits, "fits")

# %%
# Three learning rates and five splits are fifteen fits. scikit-learn's search runs one
# for each candidate on each split, and has the same scores.
#
# A curve is the mean score after so many rounds, and a band is one standard error over
# the splits. With a large learning rate the score soon gets worse: the model overfits.
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

results = pd.DataFrame(search.cv_results_)

fig, ax = plt.subplots(layout="constrained")
for rate, rows in results.groupby("param_learning_rate"):
    rounds, mean = rows["param_max_iter"].astype(int), rows["mean_test_score"]
    error = rows["std_test_score"] / np.sqrt(search.n_splits_ - 1)
    ax.plot(rounds, mean, label=f"learning rate {rate}")
    ax.fill_between(rounds, mean - error, mean + error, alpha=0.15)
best = search.best_params_["max_iter"], search.best_score_
ax.plot(*best, "k*", markersize=12, label="best")
ax.set(xlabel="boosting rounds", ylabel="log loss (negative)", ylim=(-0.25, None))
ax.legend()
plt.show()
