"""How searches score: names, several of them, callables, and ones that misbehave."""

from tests.fuzz.words import words

CLASSES = words("""
    accuracy balanced_accuracy f1_macro f1_micro f1_weighted neg_log_loss roc_auc_ovr
    precision_macro recall_macro jaccard_macro matthews_corrcoef top_k_accuracy
""")
TWO = words("""
    roc_auc average_precision f1 precision recall neg_brier_score jaccard
    d2_log_loss_score
""")
NUMBERS = words("""
    r2 neg_mean_squared_error neg_mean_absolute_error neg_median_absolute_error
    neg_max_error explained_variance neg_root_mean_squared_error d2_absolute_error_score
    neg_mean_absolute_percentage_error neg_mean_squared_log_error
    neg_mean_poisson_deviance
""")
CALLABLES = {
    "classes": [
        "make_scorer(accuracy_score)",
        "make_scorer(fbeta_score, beta=2, average='macro')",
        "make_scorer(log_loss, greater_is_better=False, "
        "response_method='predict_proba')",
        "make_scorer(roc_auc_score, response_method=('decision_function', "
        "'predict_proba'))",
        "make_scorer(f1_score, average=None)",
    ],
    "numbers": [
        "make_scorer(r2_score)",
        "make_scorer(mean_squared_error, greater_is_better=False)",
        "make_scorer(mean_absolute_error)",
    ],
}
OWN = words("""
    deep_copies copies pickles fits_a_clone fits_again writes_into_rows
    writes_into_targets writes_into_fitted writes_into_answers learns_more
    sets_parameters forgets marks draws on_half raises_for_some warns gives_several
    gives_numpy gives_nothing of_attributes make_scorer(weights_spoilt)
    make_scorer(errors_spoilt)
""")


def scoring(draw, kind, own=0.15):
    """The text of ``scoring``, or None for the estimator's own score."""
    if kind == "none":
        return draw.weighted({None: 3, "of_attributes": 1, "of_labels": 1})
    if draw.chance(own):
        return draw.one(OWN)
    how = draw.weighted({"none": 4, "name": 4, "several": 3, "callable": 1})
    if how == "none":
        return None
    if how == "callable":
        return draw.one(CALLABLES["numbers" if _numeric(kind) else "classes"])
    if how == "name":
        return repr(draw.one(_names(kind)))
    return several(draw, kind)


def several(draw, kind):
    chosen = draw.some(_names(kind), 2, 3)
    if draw.chance(0.5):
        return repr(chosen)
    if draw.chance(0.2):
        return f"{{'a': {chosen[0]!r}, 'own': {draw.one(OWN)}}}"
    return repr({f"m{i}": name for i, name in enumerate(chosen)})


def is_several(text):
    """Whether a search has to name the metric that it refits by."""
    return text is not None and (text[0] in "[{" or text == "gives_several")


def metrics(text):
    """Names of several metrics."""
    if text == "gives_several":
        return ["own", "size"]
    parts = text.strip("[]{}").split(", ")
    return [part.split(":")[0].strip("'") for part in parts]


def _names(kind):
    if _numeric(kind):
        return NUMBERS
    return CLASSES + TWO if kind == "two" else CLASSES


def _numeric(kind):
    return kind in ("numbers", "counts", "several")
