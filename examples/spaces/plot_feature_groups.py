"""
A penalty for each group of features
====================================

Should measurements, their squares and their products all have the same penalty? A ridge
regression with one penalty for each group has several hyperparameters. A grid over them
grows with each group; the gradient of the cross-validated score finds them all at once.
"""

# %%
# The columns are ten measurements of diabetes patients, their squares and their
# products, and twenty columns of noise.
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

measured, y = load_diabetes(return_X_y=True)
first, second = np.triu_indices(measured.shape[1], k=1)
parts = {
    "measured": measured,
    "squares": measured**2,
    "products": measured[:, first] * measured[:, second],
    "noise": np.random.default_rng(0).standard_normal((len(y), 20)),
}
X = np.hstack(list(parts.values()))
ends = np.cumsum([part.shape[1] for part in parts.values()])
groups = {
    name: list(range(end - part.shape[1], end))
    for (name, part), end in zip(parts.items(), ends, strict=True)
}

# %%
# With weight w, the columns of a transformer have the penalty alpha / w². So the
# weights of the groups are the hyperparameters.
from sk_hpo import GradSearchCV

columns = ColumnTransformer([(n, StandardScaler(), c) for n, c in groups.items()])
model = Pipeline([("columns", columns), ("ridge", Ridge())])

one = GradSearchCV(model, {"ridge__alpha": (1e-3, 1e6, "log-uniform")})
one.fit(X, y)

weights = dict.fromkeys(groups, (1e-3, 1e3, "log-uniform"))
each = GradSearchCV(model, {"columns__transformer_weights": weights})
each.fit(X, y)

for name, search in {"one penalty": one, "one for each group": each}.items():
    print(f"{name}: R2 {search.best_score_:.3f}, {search.n_fits} fits")

# %%
# The score with a penalty for each group is better. The gradient is exact for ridge
# regression, so a descent needs no fits of candidates: only what it has found is
# fitted, once on each split.
#
# The measurements have the smallest penalty. Noise has such a large one that its
# columns hardly count.
import matplotlib.pyplot as plt

found = each.best_params_["columns__transformer_weights"]
penalties = {name: 1 / found[name] ** 2 for name in groups}

fig, ax = plt.subplots(layout="constrained")
ax.barh(list(penalties), list(penalties.values()), color="#0072b2", log=True)
ax.axvline(one.best_params_["ridge__alpha"], color="#e69f00", label="one penalty")
ax.invert_yaxis()
ax.set(xlabel="penalty")
ax.legend()
plt.show()
