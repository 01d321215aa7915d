from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case


def counting(*cases, **settings):
    return [
        Case(
            make_pipeline(CountVectorizer(**settings), MultinomialNB()),
            {f"countvectorizer__{name}": values for name, values in grid.items()},
            task="text",
        )
        for grid in cases
    ]


CASES = [
    *counting(
        {"min_df": [1, 3, 0.4], "ngram_range": [(1, 1), (1, 2), (2, 3)]},
        {"max_df": [1.0, 0.5, 20], "binary": [False, True]},
        {"max_features": [5, 40, None], "ngram_range": [(1, 1), (1, 2)]},
        {"min_df": [1, 100, 1.5], "ngram_range": [(1, 1), (2, 1), (0, 1)]},
    ),
    *counting({"ngram_range": [(1, 2), (2, 2)], "min_df": [2, 5]}, analyzer="char"),
    *counting({"ngram_range": [(1, 2), (1, 3)], "min_df": [2, 5]}, analyzer="char_wb"),
    *counting(
        {"min_df": [1, 2], "binary": [True, False]},
        stop_words=["w1", "w2-w3"],
        dtype="int32",
    ),
]
