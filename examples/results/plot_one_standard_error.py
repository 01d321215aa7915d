"""
The simplest model within one standard error
============================================

If many candidates are as good as the best one, why not take the simplest? A rule for
``refit`` chooses it: the simplest candidate whose score is within one standard error of
the best.
"""

# %%
# A tree with few leaves is simpler than one with many.
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import KFold
from sklearn.tree import DecisionTreeClassifier, plot_tree

from sk_hpo import GridSearchCV2
from sk_hpo.refit import one_standard_error

data = load_breast_cancer()
search = GridSearchCV2(
    DecisionTreeClassifier(random_state=0),
    {"max_leaf_nodes": range(2, 31)},
    cv=KFold(10, shuffle=True, random_state=0),
    refit=one_standard_error({"max_leaf_nodes": "low"}),
)
search.fit(data.data, data.target)
search.best_params_

# %%
# A bar is one standard error of a mean score. The chosen tree is the first whose score
# reaches the line, which is one standard error below the best.
import matplotlib.pyplot as plt
import numpy as np

leaves = np.array(list(search.cv_results_["param_max_leaf_nodes"]), dtype=int)
means = search.cv_results_["mean_test_score"]
errors = search.cv_results_["std_test_score"] / np.sqrt(search.n_splits_ - 1)
best, chosen = means.argmax(), search.best_index_

fig, ax = plt.subplots(layout="constrained")
ax.errorbar(leaves, means, errors, fmt=".", color="grey")
ax.plot(leaves[best], means[best], "s", color="#0072b2", label="best score")
ax.plot(leaves[chosen], means[chosen], "o", color="#e69f00", label="chosen")
ax.axhline(means[best] - errors[best], color="#0072b2", linestyle=":")
ax.set(xlabel="leaves", ylabel="accuracy (mean over splits)")
ax.legend()
plt.show()

# %%
# The search has fitted the chosen tree on all rows. It is small enough to be read.
fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
plot_tree(
    search.best_estimator_,
    feature_names=data.feature_names,
    class_names=data.target_names,
    filled=True,
    impurity=False,
    ax=ax,
)
plt.show()

# %%
# A rule can be tried afterwards, on any search. This one takes the smallest tree whose
# accuracy is at most 0.02 below the best.
from sk_hpo.refit import within

rule = within(0.02, "max_leaf_nodes")
search.cv_results_["params"][rule(search)]
