"""
A first search
==============

How do I tune a model if I do not know which values to try?
:class:`~sk_hpo.AutoSearchCV` needs the model and the data. It writes the space, chooses
the strategy, and says what it decided and why.
"""

# %%
# The model is a support vector machine on scaled columns, with scikit-learn's default
# settings.
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import AutoSearchCV

X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
model = make_pipeline(StandardScaler(), SVC())

search = AutoSearchCV(model, random_state=0)
search.fit(X_train, y_train)

# %%
# A notebook shows this summary for a cell that ends with a fitted search. The search is
# an estimator, and predicts with the best candidate, fitted on all training rows:
print("accuracy on the test rows:", round(search.score(X_test, y_test), 3))

# %%
# ``decisions`` is a table of what the search decided.
import pandas as pd

pd.DataFrame(search.decisions)[["what", "choice", "why"]]

# %%
# The first candidate is the model as it was given, so the result is never worse than
# that. A bar is one standard error of a mean score. Most of the later candidates are as
# good as the best one within these bars.
import matplotlib.pyplot as plt

from sk_hpo.plot import SearchHistoryDisplay

SearchHistoryDisplay.from_search(search)
plt.show()

# %%
# The space that the search wrote is a dict, or a list of dicts. Change it where you
# know more, and pass it to any search.
from sk_hpo import default_space

default_space(model, X_train, y_train)
