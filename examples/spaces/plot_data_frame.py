"""
A data frame with categories and missing values
===============================================

Does a data frame need a preparation before a search? Boosted trees take categories and
missing values as they are, and the search passes the frame to them unchanged.
"""

# %%
# This page needs ``pip install vega_datasets``, which has the data. A frame of yours
# needs nothing but pandas.
#
# The frame describes cars of the years 1970 to 1982. Some horsepowers are missing. The
# first word of a name is the brand, a column with many categories. The target is how
# far a car goes with a gallon of fuel.
#
# A column of strings is not a category yet: the model would say "could not convert
# string to float". ``astype("category")`` makes it one.
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

# %%
# Other models need numbers without gaps. Then a ``ColumnTransformer`` prepares the
# columns, in a Pipeline, so that each split does it on its own training rows. The
# parameters of its steps can be searched too. Their names say the way to them, and
# ``pipeline.get_params()`` lists all.
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from sk_hpo import BayesSearchCV

prepare = make_column_transformer(
    (
        make_pipeline(SimpleImputer(), StandardScaler()),
        make_column_selector(dtype_include="number"),
    ),
    (
        OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=5),
        make_column_selector(dtype_include="category"),
    ),
)
pipeline = make_pipeline(prepare, Ridge())
space = {
    "columntransformer__pipeline__simpleimputer__strategy": ["mean", "median"],
    "columntransformer__onehotencoder__min_frequency": (2, 20),
    "ridge__alpha": (1e-3, 1e3, "log-uniform"),
}
linear = BayesSearchCV(
    pipeline,
    space,
    n_iter=12,
    cv=search.cv,
    scoring=search.scoring,
    random_state=0,
)
linear.fit(X, y)
linear.best_params_

# %%
# Boosted trees can be the last step of a Pipeline too. They do not take the sparse
# matrix that a ``OneHotEncoder`` returns, unless it has ``sparse_output=False``. For
# trees an ``OrdinalEncoder`` is enough: they split the numbers of the categories as
# often as they need. Here a category that was not among the training rows becomes -1,
# and so ``predict`` takes new brands.
from sklearn.preprocessing import OrdinalEncoder

encode = make_column_transformer(
    (
        OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
        make_column_selector(dtype_include="category"),
    ),
    remainder="passthrough",
)
trees = HistGradientBoostingRegressor(early_stopping=False, random_state=0)
encoded = AutoSearchCV(
    make_pipeline(encode, trees),
    n_iter=10,
    cv=search.cv,
    scoring=search.scoring,
    random_state=0,
)
encoded.fit(X, y)
encoded.best_params_

# %%
# The mean absolute errors of all, in miles per gallon:
searches = {"boosted trees": search, "in a Pipeline": encoded, "Ridge": linear}
for name, found in searches.items():
    print(f"{name}: {-found.best_score_:.2f}")

# sphinx_gallery_thumbnail_number = 2
