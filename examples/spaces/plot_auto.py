"""
A first search
==============

How do I tune a model if I do not know which values to try?
:class:`~sk_hpo.AutoSearchCV` needs the model and the data. It writes the space, chooses
the strategy, and says what it decided and why.
"""

# %%
# The model is a support vector machine on scaled columns, with scikit-learn's default
# settings. It predicts how far diabetes has progressed in a year. A quarter of the rows
# is held out.
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from sk_hpo import AutoSearchCV

X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = make_pipeline(StandardScaler(), SVR())

search = AutoSearchCV(model, random_state=0)
search.fit(X_train, y_train)

# %%
# A notebook shows this summary for a cell that ends with a fitted search. The search is
# an estimator, and predicts with the best candidate, fitted on all training rows. The
# first candidate is the model as it was given, so the cross-validated score is never
# worse than that of the model. Scores on new rows may be. This is R2 of both, in
# cross-validation and on the rows that were held out:
import pandas as pd

pd.DataFrame(
    {
        "cross-validation": [search.trials[0].value, search.best_score_],
        "held-out rows": [
            model.fit(X_train, y_train).score(X_test, y_test),
            search.score(X_test, y_test),
        ],
    },
    index=["as given", "searched"],
).round(2)

# %%
# The search helps much here, because the target has values of about 150, and the
# default ``C=1`` is too small for them. The held-out rows are few: another split gives
# other figures. Where the defaults are good already, as with
# :func:`~sklearn.datasets.load_breast_cancer`, expect a gain within the noise.
#
# ``decisions`` is a table of what the search decided.
pd.DataFrame(search.decisions)[["what", "choice", "why"]]

# %%
# A bar is one standard error of a mean score. The later candidates are as good as the
# best one within these bars.
import matplotlib.pyplot as plt

from sk_hpo.plot import SearchHistoryDisplay

SearchHistoryDisplay.from_search(search)
plt.show()

# %%
# The space that the search wrote is a dict, or a list of dicts. Change it where you
# know more, and pass it to any search.
from sk_hpo import default_space

default_space(model, X_train, y_train)
