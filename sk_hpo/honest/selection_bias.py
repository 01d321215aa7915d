"""selection_bias: what the best score of a search is worth."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from sk_hpo.honest.corrected_test import FloatArray, half_width_of, tied_with
from sk_hpo.honest.own_choice import best_and_chosen, of_rows, worth_of_choice
from sk_hpo.honest.record import SelectionBias
from sk_hpo.honest.splits import splits_of
from sk_hpo.results import Results, results_of
from sk_hpo.results.results import COMPLETE
from sk_hpo.results.score_range import clipped

BY_SPLITS = ("split_bootstrap", "leave_split_out", "tibshirani")
BY_ROWS = "row_bootstrap"


def selection_bias(
    search: Any,
    X: Any = None,
    y: Any = None,
    *,
    method: str = "auto",
    metric: str | None = None,
    level: float = 0.9,
    cv: Any = None,
    **params: Any,
) -> SelectionBias:
    """Estimate what the best score of a search is worth on new rows.

    The best of many scores is too good: luck is part of why it is the best. This
    estimates how much of it is luck, without fitting anything unless `X` and `y` are
    given. It is about the best candidate, also if `refit` is a rule that chose another.

    Parameters
    ----------
    search : object
        A fitted search, ours or scikit-learn's; a ``cv_results_``; a list of trials; a
        checkpoint's path; a frame or study. It needs scores on at least two splits.
    X : array-like of shape (n_samples, n_features), default=None
        The rows that the search was fitted on, in the same order, which is not
        checked. With them, the candidates' predictions
        for rows that they have not seen are computed again (:func:`out_of_fold`), and
        the rows are resampled in the place of the splits.
    y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
        Their targets.
    method : str, default="auto"
        How to estimate the optimism. By the scores on the splits alone:
        ``"split_bootstrap"`` chooses on a bootstrap sample of the splits and scores on
        those left out; ``"leave_split_out"`` chooses on all splits but one and scores
        on that one; ``"tibshirani"`` is the correction of Tibshirani and Tibshirani
        [1]_, which corrects too much with many candidates or splits. With `X` and `y`,
        ``"row_bootstrap"`` is the bootstrap of Tsamardinos et al. [2]_. ``"auto"`` is
        the last with `X` and `y`, and the first without.
    metric : str, default=None
        The metric, if there are several. None: the one that guides the search.
    level : float, default=0.9
        The probability of the interval, and of the interval around the best beyond
        which a candidate is told from it.
    cv : int or splitter, default=None
        The splits, where `search` does not know them. They say whether test parts
        overlap. None: those of the search, or disjoint parts.
    **params : dict of str to object
        With `X` and `y`, what ``fit`` was given besides them, such as `groups` or
        `sample_weight`. The scores on resampled rows are not weighted.

    Returns
    -------
    SelectionBias
        A record with the best score, its optimism, the corrected score, an interval,
        and the candidates tied with the best. Its ``str()`` is a sentence.

    Raises
    ------
    TypeError, ValueError
        If an argument can't be used; the message names it.

    Notes
    -----
    The interval is that of the corrected resampled t test of Nadeau and Bengio [3]_
    around the corrected score, and the tied candidates are those that the test can't
    tell from the best. If the best candidate has the same score on each split, the
    interval has the median width of those of the tied candidates whose scores differ.
    It ends where the values of the metric end, at 1 for accuracy, if `search` tells
    the metric.

    A search whose `refit` is a callable may have chosen another candidate than the
    best. The record then speaks of both. For a rule of ``sk_hpo.refit`` and the default
    method, the rule chooses again on each bootstrap sample, so its own optimism is
    seen; for other callables, and other methods, there is only the score.

    Candidates without a score on each split are left out.
    :doc:`/guide/honest_scores` has the measurements behind the defaults, and when the
    correction is too small.

    References
    ----------
    .. [1] Tibshirani, R. J. and Tibshirani, R. (2009). A bias correction for the
           minimum error rate in cross-validation. Annals of Applied Statistics 3,
           822-829.
    .. [2] Tsamardinos, I., Greasidou, E. and Borboudakis, G. (2018). Bootstrapping the
           out-of-sample predictions for efficient and accurate cross-validation.
           Machine Learning 107, 1895-1922.
    .. [3] Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error.
           Machine Learning 52, 239-281.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2, selection_bias
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.standard_normal((60, 5)), rng.integers(2, size=60)
    >>> # there is nothing to learn: every candidate is worth 0.5
    >>> grid = {"C": np.logspace(-2, 3, 10), "gamma": np.logspace(-3, 1, 5)}
    >>> search = GridSearchCV2(SVC(), grid).fit(X, y)
    >>> worth = selection_bias(search)
    >>> round(worth.best_score, 2), round(worth.corrected_score, 2)
    (0.57, 0.49)
    """
    _check(level, method, X, y, params)
    read = results_of(search, metric=metric)
    rows, S = complete_scores(read)
    splits = splits_of(getattr(search, "cv", None) if cv is None else cv, S.shape[1])
    if method == "auto":
        method = BY_SPLITS[0] if X is None else BY_ROWS
    estimator = import_module(f"sk_hpo.honest.optimism.{method}")
    if method == BY_ROWS:
        from sk_hpo.honest.rows import rows_of  # it imports what fits

        found = estimator.optimism_of_rows(rows_of(search, X, y, read, rows, **params))
    else:
        found = estimator.optimism(S, splits)
    if not np.isfinite(found):
        raise ValueError(
            f"search: the optimism of its best score by method={method!r} is {found}: "
            f"{read.metric!r} has no finite value on all rows together, or its values "
            "are too great"
        )
    optimism = max(0.0, found)  # a choice can't make its score too low
    best, chosen = best_and_chosen(read, rows, S)
    score = float(S[best].mean())
    corrected, half = score - optimism, half_width_of(best, S, splits, level)
    more: dict[str, Any] = {}
    if chosen is not None:
        more["chosen_index"] = int(rows[chosen])
        more["chosen_score"] = float(S[chosen].mean())
        rule = _rule_of(search, read.metric)
        if rule is not None and method == BY_SPLITS[0]:
            worth = worth_of_choice(rule, of_rows(read, rows), S, chosen, splits, level)
            more["chosen_corrected_score"] = worth[0]
            more["chosen_interval"] = clipped(worth[1], read)
    return SelectionBias(
        metric=read.metric,
        best_score=score,
        optimism=optimism,
        corrected_score=corrected,
        interval=clipped((corrected - half, corrected + half), read),
        level=level,
        tied=[int(rows[row]) for row in tied_with(best, S, splits, level)],
        n_candidates=len(rows),
        n_splits=splits.n,
        method=method,
        best_index=int(rows[best]),
        **more,
    )


def _rule_of(search: Any, metric: str) -> Any:
    """Return the rule for `refit` that chose by a metric, or None."""
    rule: Any = getattr(search, "refit", None)
    is_rule = hasattr(rule, "guides_by")
    return rule if is_rule and rule.metric in (None, metric) else None


def complete_scores(read: Results) -> tuple[Any, FloatArray]:
    """Return the rows of complete candidates, (q,), and their scores, (q, K)."""
    S = read.scores[read.metric]
    if S.shape[1] < 2:
        raise ValueError(
            f"search must have scores on at least two splits, got {S.shape[1]}: the "
            "noise of a score can't be seen in one. Some forms have mean scores only: "
            "then pass the search, its cv_results_ or its checkpoint"
        )
    rows = np.flatnonzero((read.state == COMPLETE) & np.isfinite(S).all(axis=1))
    if not len(rows):
        raise ValueError("search must have a candidate with a score on each split")
    return rows, S[rows]


def _check(level: Any, method: Any, X: Any, y: Any, params: dict[str, Any]) -> None:
    if not isinstance(level, float | np.floating) or not 0 < level < 1:
        raise ValueError(f"level must be a number between 0 and 1, got {level!r}")
    known = ("auto", *BY_SPLITS, BY_ROWS)
    if method not in known:
        raise ValueError(
            f"method must be one of {', '.join(map(repr, known))}; got {method!r}"
        )
    if params and X is None:
        raise TypeError(
            f"selection_bias has no argument {', '.join(map(repr, params))}. Arguments "
            "of the search's fit need X and y, without which nothing is fitted"
        )
    if (X is None) != (y is None):
        missing, given = ("X", "y") if X is None else ("y", "X")
        raise ValueError(
            f"{missing} must be given with {given}: predictions are compared with the "
            "targets"
        )
    if method == BY_ROWS and X is None:
        raise ValueError(
            f"X and y must be given for method={method!r}, which resamples their rows"
        )
