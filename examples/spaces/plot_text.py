"""
Text: the vectoriser and the classifier together
================================================

Which words should a text classifier see, and how strong should its penalty be? The two
belong together: with pairs of words there are more columns, and they need another
penalty. A search over both counts the words once for all penalties.
"""

# %%
# The texts are docstrings of Python's standard library, and the label is the package
# that they come from.
import importlib
import inspect
from collections import Counter

PACKAGES = ["asyncio", "logging", "pathlib", "tarfile", "threading", "unittest"]


def docstrings(namespace, package):
    """Yield the docstrings of functions, classes and methods of a package."""
    for thing in vars(namespace).values():
        if getattr(thing, "__module__", "").startswith(package) and thing.__doc__:
            yield inspect.cleandoc(thing.__doc__)
            if inspect.isclass(thing):
                yield from docstrings(thing, package)


texts, labels = [], []
for package in PACKAGES:
    found = sorted(set(docstrings(importlib.import_module(package), package)))
    texts += found
    labels += [package] * len(found)
Counter(labels)

# %%
# The grid has single words or words and pairs, counts or their logarithms, and seven
# penalties of the classifier.
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from sk_hpo import GridSearchCV2

model = Pipeline([("words", TfidfVectorizer()), ("classifier", LinearSVC())])
grid = {
    "words__ngram_range": [(1, 1), (1, 2)],
    "words__sublinear_tf": [False, True],
    "classifier__C": [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
}
search = GridSearchCV2(model, grid)
search.fit(texts, labels)
search.best_params_

# %%
# ``sharing_report`` says what was done once. The words of a split are counted once for
# each setting of the vectoriser, whatever the penalty.
import pandas as pd

pd.DataFrame(search.sharing_report)[["rule", "candidates", "seconds_saved"]]

# %%
# A curve for each vectoriser. With pairs there are many more columns, and a weaker
# penalty is needed for the same accuracy.
import matplotlib.pyplot as plt

results = pd.DataFrame(search.cv_results_)
vectorisers = ["param_words__ngram_range", "param_words__sublinear_tf"]
fig, ax = plt.subplots(layout="constrained")
for (words, logarithm), rows in results.groupby(vectorisers):
    label = ("words" if words == (1, 1) else "words and pairs") + (
        ", logarithms" if logarithm else ""
    )
    ax.semilogx(rows["param_classifier__C"], rows["mean_test_score"], ".-", label=label)
ax.set(xlabel="C (weaker penalty to the right)", ylabel="accuracy")
ax.legend()
plt.show()
