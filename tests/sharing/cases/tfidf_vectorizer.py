import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case


def weighting(grid, *, slow=False, **settings):
    return Case(
        make_pipeline(TfidfVectorizer(**settings), LogisticRegression(C=10.0)),
        {f"tfidfvectorizer__{name}": values for name, values in grid.items()},
        task="text",
        slow=slow,
    )


CASES = [
    weighting(
        {
            "norm": ["l1", "l2", None],
            "use_idf": [True, False],
            "sublinear_tf": [True, False],
        }
    ),
    weighting(
        {"min_df": [1, 2, 0.3], "ngram_range": [(1, 1), (1, 2)]},
        dtype=np.float32,
        slow=True,
    ),
    weighting(
        {
            "max_features": [10, None],
            "binary": [True, False],
            "smooth_idf": [True, False],
        },
        slow=True,
    ),
    Case(
        make_pipeline(
            TfidfVectorizer(stop_words="english"),
            SelectKBest(k=5),
            LogisticRegression(),
        ),
        {
            "tfidfvectorizer__max_df": [0.5, 1.0],
            "selectkbest__k": [5, 20],
            "logisticregression__C": [0.1, 1.0],
        },
        task="text",
    ),
]
