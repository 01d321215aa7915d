"""
What the best score is worth
============================

Is a model as good as the best score of its search? On average it is worse, because the
candidate that was chosen is one of those that were lucky. Nested cross-validation gives
an honest score, for as many searches as there are outer splits.
:func:`~sk_hpo.selection_bias` estimates the luck from the scores that the search has.
"""

# %%
# There are 1,797 digits. A search sees 80 of them, and the others tell how good its
# model really is. This is done for ten draws of the 80, because one draw may say
# anything.
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier

from sk_hpo import GridSearchCV2, selection_bias

X, y = load_digits(return_X_y=True)
y = y % 2  # odd or even
search = GridSearchCV2(
    KNeighborsClassifier(),
    {
        "n_neighbors": range(1, 16),
        "weights": ["uniform", "distance"],
    },
)
rows = []
for seed in range(10):
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, train_size=80, stratify=y, random_state=seed
    )
    search.fit(X_train, y_train)
    worth = selection_bias(search)
    rows.append(
        {
            "best score": worth.best_score,
            "selection_bias": worth.corrected_score,
            "nested": cross_val_score(search, X_train, y_train).mean(),
            "new rows": search.score(X_test, y_test),
        }
    )
scores = pd.DataFrame(rows)

# %%
# What is reported less what is true on new rows: a point is a draw, and the line is
# their mean. The best score promises too much. The other two are nearer to the truth on
# average. How far they are off on one draw depends on which rows were drawn, and no
# estimate can know that.
import matplotlib.pyplot as plt
import numpy as np

errors = scores.drop(columns="new rows").sub(scores["new rows"], axis=0)
spread = np.linspace(-0.2, 0.2, len(errors))

fig, ax = plt.subplots(layout="constrained")
for place, (name, values) in enumerate(errors.items()):
    ax.plot(place + spread, values, "o", alpha=0.6, label=name)
    ax.hlines(values.mean(), place - 0.3, place + 0.3, color="k")
ax.axhline(0, color="grey", linestyle=":")
ax.set_xticks(range(errors.shape[1]), errors.columns)
ax.set_ylabel("reported less true accuracy")
plt.show()

# %%
# The correction takes milliseconds and fits nothing. It also has an interval, and the
# candidates that the scores cannot tell from the best. The interval ends where
# the metric does: no accuracy is above 1.
import textwrap

print(textwrap.fill(str(worth), 80))
