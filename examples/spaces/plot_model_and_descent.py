"""
A model for some parameters, a descent for the others
=====================================================

What if only some parameters have a gradient? The number of knots of a spline is an
integer, and the penalty of the regression that follows has an exact gradient.
:class:`~sk_hpo.AutoSearchCV` models the score over the knots, and descends the penalty
for each choice of them.
"""

# %%
# Friedman's function of five columns has curves and an interaction, and five more
# columns are noise. The regression is additive, so it needs curves that are neither too
# stiff nor too flexible.
from sklearn.datasets import make_friedman1
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer

from sk_hpo import AutoSearchCV, differentiable_parameters

X, y = make_friedman1(300, noise=1.0, random_state=0)
model = make_pipeline(SplineTransformer(), Ridge())
differentiable_parameters(model).exact

# %%
# The search finds that a part of the space has a gradient, and takes the strategy
# ``"hybrid"``.
import pandas as pd

space = {
    "splinetransformer__n_knots": (3, 30),
    "splinetransformer__degree": [1, 2, 3],
    "splinetransformer__knots": ["uniform", "quantile"],
    "ridge__alpha": (1e-4, 1e4, "log-uniform"),
}
search = AutoSearchCV(model, space, n_iter=40, random_state=0)
search.fit(X, y)
pd.set_option("display.max_colwidth", None)  # the reasons are sentences
pd.DataFrame(search.decisions)[["what", "choice", "why"]]

# %%
# Each descent ends at the best penalty for its knots. Only ends that may be the best
# are fitted, so there are fewer candidates than descents:
print(f"{len(search.descents)} descents, {len(search.trials)} candidates")
search.best_params_

# %%
# A path for each descent, from the penalty where it began to the best one.
import matplotlib.pyplot as plt

from sk_hpo.plot import DescentDisplay

DescentDisplay.from_search(search, against="ridge__alpha")
plt.show()

# %%
# Where did they end? More knots need a larger penalty. A search over knots with the
# same penalty for all of them would not see it.
knots = [path.fixed["splinetransformer__n_knots"] for path in search.descents]
ends = [max(path.steps, key=lambda step: step.score) for path in search.descents]
penalties = [end.params["ridge__alpha"] for end in ends]

fig, ax = plt.subplots(layout="constrained")
points = ax.scatter(knots, penalties, c=[end.score for end in ends], cmap="cividis_r")
ax.set(xlabel="knots", ylabel="best penalty", yscale="log")
fig.colorbar(points, label="R2 (mean over splits)")
plt.show()
