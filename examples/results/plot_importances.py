"""
Which parameters matter
=======================

Which parameters of a search made the difference, and which could have been left alone?
:func:`~sk_hpo.parameter_importances` divides the variance of the scores into what each
parameter explains, what pairs of them explain, and noise.
"""

# %%
# ``shrinking`` is a heuristic of the solver. It should have no effect on the score.
from scipy.stats import loguniform
from sklearn.datasets import load_breast_cancer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import RandomSearchCV2

X, y = load_breast_cancer(return_X_y=True)
space = {
    "svc__C": loguniform(1e-3, 1e3),
    "svc__gamma": loguniform(1e-5, 1e1),
    "svc__shrinking": [True, False],
}
model = make_pipeline(StandardScaler(), SVC())
search = RandomSearchCV2(model, space, n_iter=80, random_state=0).fit(X, y)

# %%
# ``C`` and ``gamma`` explain nearly everything, alone and together. A thin bar goes on
# to the total of a parameter, which has its interactions too.
import matplotlib.pyplot as plt

from sk_hpo.plot import ParameterEffectDisplay, ParameterImportanceDisplay

ParameterImportanceDisplay.from_search(search)
plt.show()

# %%
# A great interaction means that the best value of one parameter depends on the other.
# The map shows it: with a smaller ``gamma``, a larger ``C`` is best.
ParameterEffectDisplay.from_search(search, parameters=("svc__C", "svc__gamma"))
plt.show()

# %%
# The numbers are records, which pandas makes a frame of.
import pandas as pd

from sk_hpo import parameter_importances

importances = pd.DataFrame(parameter_importances(search)).round(2)
importances[["parameter", "other", "share", "total"]]

# sphinx_gallery_thumbnail_number = 2
