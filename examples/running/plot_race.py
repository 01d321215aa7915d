"""
A race: stop what can hardly win
================================

Does every candidate need all ten splits? After one or two, most are clearly not the
best. With ``racing=True`` a search stops evaluating a candidate once it can hardly be
the best one.
"""

# %%
# The same sixty candidates are searched twice, without and with a race.
from scipy.stats import loguniform
from sklearn.datasets import load_digits
from sklearn.svm import SVC

from sk_hpo import RandomSearchCV2

X, y = load_digits(return_X_y=True)
X, y = X[:400] / 16, y[:400]
space = {"C": loguniform(1e-2, 1e3), "gamma": loguniform(1e-5, 1e1)}
settings = {"n_iter": 60, "cv": 10, "random_state": 0}

full = RandomSearchCV2(SVC(), space, **settings).fit(X, y)
race = RandomSearchCV2(SVC(), space, racing=True, **settings).fit(X, y)

# %%
# The race finds a candidate that is as good, with a part of the fits:
for name, search in {"all splits": full, "race": race}.items():
    print(f"{name}: accuracy {search.best_score_:.4f}, {search.n_fits} fits")

# %%
# Each line is a candidate. It ends where the candidate was stopped, and the numbers at
# the bottom say how many are left.
import matplotlib.pyplot as plt

from sk_hpo.plot import RaceDisplay

RaceDisplay.from_search(race)
plt.show()

# %%
# A stopped candidate has the scores of its first splits and an estimate of the mean of
# all ten. ``probability`` is the reason why it was stopped: how improbable scores as
# low as these would be, if it were the best.
stopped = race.stopped[0]
print(f"{len(stopped.results)} splits, estimate {stopped.estimate:.3f}")
print(f"probability below 0.01: {stopped.probability < 0.01}")
