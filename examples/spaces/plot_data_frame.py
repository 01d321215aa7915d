"""
A data frame with categories and missing values
===============================================

Does a data frame need a preparation before a search? Boosted trees take categories and
missing values as they are, and the search passes the frame to them unchanged.
"""

# %%
# The frame describes cars of the years 1970 to 1982. Some horsepowers are missing. The
# first word of a name is the brand, a column with many categories. The target is how
# far a car goes with a gallon of fuel.
import pandas as pd
from vega_datasets import data

cars = pd.read_json(data.cars.filepath).dropna(subset="Miles_per_Gallon")
cars["Brand"] = cars["Name"].str.split().str[0]
cars["Year"] = pd.to_datetime(cars["Year"]).dt.year
y = cars["Miles_per_Gallon"]
X = cars.drop(columns=["Miles_per_Gallon", "Name"])
X = X.astype({"Brand": "category", "Origin": "category"})
X.info()

# %%
# The rows are in the order of the years, so the splits are shuffled.
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.model_selection import KFold

from sk_hpo import AutoSearchCV

model = HistGradientBoostingRegressor(
    categorical_features="from_dtype", early_stopping=False, random_state=0
)
search = AutoSearchCV(
    model,
    n_iter=20,
    cv=KFold(3, shuffle=True, random_state=0),
    scoring="neg_mean_absolute_error",
    random_state=0,
)
search.fit(X, y)
search.best_params_

# %%
# The first candidate has scikit-learn's default settings. A bar is one standard error
# of a mean score over the splits.
import matplotlib.pyplot as plt

from sk_hpo.plot import SearchHistoryDisplay

SearchHistoryDisplay.from_search(search)
plt.show()

# %%
# The fitted search predicts from a frame with the same columns. These are predictions
# for rows that the models of the splits have not seen:
from sk_hpo import out_of_fold

predicted = out_of_fold(search, X, y)

fig, ax = plt.subplots(layout="constrained")
for origin, rows in X.groupby("Origin", observed=True).indices.items():
    ax.plot(y.iloc[rows], predicted[rows], "o", alpha=0.6, label=origin)
ax.axline((25, 25), slope=1, color="grey", zorder=0)
ax.set(xlabel="miles per gallon", ylabel="predicted")
ax.legend()
plt.show()

# sphinx_gallery_thumbnail_number = 2
