"""
Resume a search after Ctrl-C
============================

What happens to a search of several hours if it is interrupted? With ``checkpoint``,
each fit that has finished is in a file. Run the same search again, and it goes on where
it stopped.
"""

# %%
# The file of a real search would be in a folder of your project.
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from sklearn.datasets import load_wine
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV

X, y = load_wine(return_X_y=True)
folder = tempfile.TemporaryDirectory()
checkpoint = Path(folder.name) / "search.db"


def make_search(callback=None):
    return BayesSearchCV(
        make_pipeline(StandardScaler(), SVC()),
        {
            "svc__C": (1e-2, 1e3, "log-uniform"),
            "svc__gamma": (1e-5, 1e1, "log-uniform"),
        },
        n_iter=25,
        random_state=0,
        checkpoint=checkpoint,
        callback=callback,
    )


# %%
# Nobody presses Ctrl-C while a page is built. So a callback sends this process the
# signal that Ctrl-C sends, after ten candidates.
import signal


def press_ctrl_c(trial, search):
    if trial.candidate.id == 9:
        signal.raise_signal(signal.SIGINT)


search = make_search(callback=press_ctrl_c)
try:
    search.fit(X, y)
except KeyboardInterrupt:
    print("interrupted")

# %%
# The candidates that are complete can be read from the search, as after any other end.
# It is not fitted again on all rows, so it does not predict.
print(len(search.trials), "candidates, the best:", search.best_params_)

# %%
# Now the program is started again. The search reads what it knows, and runs the rest.
again = make_search()
again.fit(X, y)
print(len(again.trials), "candidates,", again.n_fits, "fits in this call")

# %%
# The result is that of a search that was never interrupted. The file has all of it, and
# can be read without the estimator and the data.
from sk_hpo import load_results
from sk_hpo.plot import SearchHistoryDisplay

(saved,) = load_results(checkpoint)
display = SearchHistoryDisplay.from_search(saved)
display.ax_.axvline(9.5, color="grey", linestyle=":")
display.ax_.annotate(" Ctrl-C", (9.5, display.ax_.get_ylim()[0]), va="bottom")
plt.show()
folder.cleanup()
