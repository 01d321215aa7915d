"""
A callback of your own
======================

How do I stop a search by a rule of my own? A callback is a function of two arguments:
the candidate that was evaluated, and the search. If it returns a true value, the search
stops.
"""

# %%
# A model shall be right on 98.5 % of the rows in *every* split, not on average alone.
# As soon as a candidate is that good, the search may end.
from sklearn.datasets import load_digits
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV

TARGET = 0.985


def good_on_every_split(trial, search):
    return min(result.test_scores for result in trial.results) >= TARGET


# %%
# A callback may do anything else, if it returns nothing. This one writes a line
# whenever there is a new best.
def report(trial, search):
    earlier = search.trials[: trial.candidate.id]
    if trial.value > max((other.value for other in earlier), default=0):
        print(f"candidate {trial.candidate.id}: {trial.value:.4f}")


# %%
# Callbacks are called in the order of the candidates, whatever the number of workers.
X, y = load_digits(return_X_y=True)
X, y = X[:900], y[:900]
search = BayesSearchCV(
    SVC(),
    {"C": (1e-2, 1e3, "log-uniform"), "gamma": (1e-6, 1.0, "log-uniform")},
    n_iter=60,
    cv=StratifiedKFold(5, shuffle=True, random_state=0),
    random_state=0,
    callback=[report, good_on_every_split],
)
search.fit(X, y)
print(f"stopped after {len(search.trials)} of 60 candidates")

# %%
# A line joins the lowest and the highest score of a candidate on the splits. The last
# one is above the target as a whole. Candidates below 0.9 are not shown.
import matplotlib.pyplot as plt
import numpy as np

scores = np.array(
    [[result.test_scores for result in trial.results] for trial in search.trials]
)
numbers = range(len(scores))

fig, ax = plt.subplots(layout="constrained")
ax.vlines(numbers, scores.min(axis=1), scores.max(axis=1), color="#0072b2", lw=3)
ax.axhline(TARGET, color="#e69f00", linestyle="--", label="target")
ax.set(xlabel="candidate", ylabel="accuracy on the splits", ylim=(0.9, 1.005))
ax.legend(loc="lower right")
plt.show()
