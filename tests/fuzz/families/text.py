"""Documents: vectorizers, then models that may draw."""

from tests.fuzz.estimators import single
from tests.fuzz.finish import finish
from tests.fuzz.part import Part
from tests.fuzz.words import words

WEIGHT = 3
GRIDS = {
    "ngram_range": ("(1, 1)", "(1, 2)", "(2, 2)"),
    "min_df": ("1", "2", "0.1"),
    "max_df": ("1.0", "0.5", "3"),
    "max_features": ("None", "5", "20"),
    "binary": ("True", "False"),
    "lowercase": ("True", "False"),
    "analyzer": ("'word'", "'char'", "'char_wb'", "str.split"),
    "stop_words": ("None", "['w1', 'w2']", "'english'"),
    "strip_accents": ("None", "'unicode'", "'ascii'"),
    "sublinear_tf": ("True", "False"),
    "use_idf": ("True", "False"),
    "norm": ("'l1'", "'l2'", "None"),
    "smooth_idf": ("True", "False"),
    "n_features": ("8", "64"),
    "vocabulary": ("None", "['w1', 'w2', 'w3']"),
}
KNOWN = {
    "CountVectorizer": "ngram_range min_df max_df max_features binary lowercase "
    "analyzer stop_words strip_accents vocabulary",
    "TfidfVectorizer": "ngram_range min_df max_df max_features binary sublinear_tf "
    "use_idf norm smooth_idf analyzer",
    "HashingVectorizer": "ngram_range n_features norm binary lowercase analyzer",
}
MODELS = words("""
    LogisticRegression MultinomialNB LinearSVC SGDClassifier BernoulliNB
    KNeighborsClassifier ExtraTreesClassifier Perceptron ComplementNB RidgeClassifier
""")
BETWEEN = ["TfidfTransformer", "TruncatedSVD", "SelectKBest", "MaxAbsScaler"]


def draw_case(draw):
    name = draw.one(KNOWN)
    chosen = draw.some(KNOWN[name].split(), 1, 2)
    first = f"{name}(n_features=32)" if name[0] == "H" else f"{name}()"
    steps = [("words", Part(first, {one: GRIDS[one] for one in chosen}))]
    if draw.chance(0.35):
        steps.append(("between", single(draw, draw.one(BETWEEN), searched=(0, 1))))
    steps.append(("model", single(draw, draw.one(MODELS), searched=(0, 1))))
    listed = ", ".join(f"({step!r}, {part.text})" for step, part in steps)
    grid = {k: v for step, part in steps for k, v in part.under(step).items()}
    on = f"text({draw.integer(40, 80)}, {draw.integer(0, 99)})"
    return finish(draw, Part(f"Pipeline([{listed}])", grid), "two", on=on)
