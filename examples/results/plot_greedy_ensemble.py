"""
An ensemble of the candidates
=============================

A search has evaluated many models. Why keep only one of them?
:func:`~sk_hpo.greedy_ensemble` selects those that predict best together, from their
predictions for rows that they have not seen.
"""

# %%
# The search chooses among four kinds of regressors, each with parameters of its own.
from scipy.stats import loguniform, randint
from sklearn.datasets import load_diabetes
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from sk_hpo import RandomSearchCV2, greedy_ensemble

X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = Pipeline([("scale", StandardScaler()), ("model", Ridge())])
space = [
    {"model": [Ridge()], "model__alpha": loguniform(1e-1, 1e3)},
    {"model": [SVR()], "model__C": loguniform(1, 1e3)},
    {"model": [KNeighborsRegressor()], "model__n_neighbors": randint(5, 40)},
    {
        "model": [ExtraTreesRegressor(n_estimators=50, random_state=0)],
        "model__min_samples_leaf": randint(1, 15),
        "model__max_features": loguniform(0.2, 1.0),
    },
]
search = RandomSearchCV2(model, space, n_iter=30, random_state=0)
search.fit(X_train, y_train)
search.best_params_

# %%
# The ensemble is scikit-learn's ``VotingRegressor``, not fitted. Its weights are whole
# numbers: how often a candidate was selected.
ensemble = greedy_ensemble(search, X_train, y_train, k=30)
ensemble.fit(X_train, y_train)
len(ensemble.estimators)

# %%
# Which candidates were selected? Models of different kinds make different errors, so
# their mean has smaller ones.
import matplotlib.pyplot as plt

names = [type(member["model"]).__name__ for _, member in ensemble.estimators]

fig, ax = plt.subplots(figsize=(7, 3.5), layout="constrained")
ax.barh(range(len(names)), ensemble.weights, color="#009e73")
ax.set_yticks(range(len(names)), names)
ax.invert_yaxis()
ax.set(xlabel="weight", title="members, the best candidate first")
plt.show()

# %%
# The score by which the ensemble was selected is optimistic, as the best score is. Rows
# that neither has seen give a fair comparison. On some data the ensemble is no better:
# look before you keep it, since it takes the time of all its members.
for name, fitted in {"best candidate": search, "ensemble": ensemble}.items():
    print(f"{name}: R2 {fitted.score(X_test, y_test):.3f}")
