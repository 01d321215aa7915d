"""
A search on a dask cluster
==========================

How does a search use more than one machine? ``joblib.parallel_config`` sends its fits
to a dask cluster. The search itself does not change, and neither does its result.
"""

# %%
# This cluster has three workers on this machine, in threads. For several machines, pass
# the address of a scheduler to ``Client`` instead of ``cluster``.
from distributed import Client, LocalCluster, get_task_stream
from joblib import parallel_config
from scipy.stats import loguniform, randint
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.ensemble import ExtraTreesClassifier

from sk_hpo import RandomSearchCV2

cluster = LocalCluster(
    n_workers=3, threads_per_worker=1, processes=False, dashboard_address=None
)
client = Client(cluster)

# %%
# The search hands out one fit at a time, that of one candidate on one split.
# ``get_task_stream`` records which worker does what, as dask's dashboard shows it.
X, y = load_digits(return_X_y=True)
X, y = X[:1000], y[:1000]
search = RandomSearchCV2(
    ExtraTreesClassifier(n_estimators=20, random_state=0),
    {"max_features": loguniform(0.02, 1.0), "min_samples_leaf": randint(1, 20)},
    n_iter=10,
    cv=3,
    random_state=0,
)
with parallel_config(backend="dask"), get_task_stream(client) as stream:
    search.fit(X, y)
search.best_params_

# %%
# A bar is a piece of work, and a row is a worker. A worker that is free gets the next
# piece at once, so none waits for the slow ones.
import matplotlib.pyplot as plt

tasks = [
    (task["worker"], span["start"], span["stop"] - span["start"])
    for task in stream.data
    for span in task["startstops"]
    if span["action"] == "compute"
]
first = min(start for _, start, _ in tasks)
workers = sorted({worker for worker, _, _ in tasks})

fig, ax = plt.subplots(figsize=(8, 3), layout="constrained")
for worker, start, seconds in tasks:
    bar = {"left": start - first, "color": "#56b4e9", "edgecolor": "white"}
    ax.barh(f"worker {workers.index(worker) + 1}", seconds, **bar)
ax.set(xlabel="seconds")
plt.show()

# %%
# The same search without a cluster has the same result.
client.close()
cluster.close()

here = clone(search).fit(X, y)
print(here.best_params_ == search.best_params_)
