"""greedy_ensemble: an ensemble of the candidates that go best together."""

from __future__ import annotations

import math
import warnings
from typing import Any

from sk_hpo.ensemble.best_candidates import best_first, check_k
from sk_hpo.ensemble.classes import PROBABILITIES, classes_of
from sk_hpo.ensemble.evaluation import Evaluation
from sk_hpo.ensemble.searched_problem import searched_problem
from sk_hpo.ensemble.selection.greedy_selection import Selection, greedy_selection
from sk_hpo.ensemble.selection.library import PREDICT, Library, libraries
from sk_hpo.ensemble.selection.split_scores import SplitScores
from sk_hpo.ensemble.selection.voting import check_ensemble_possible, voting
from sk_hpo.results import results_of

VOTES_NOT_SCORED = (
    "candidates without predict_proba are left out of the ensemble, since scoring "
    "can't score votes: {}"
)
NOT_SCORED = (
    "search: its scoring can't score an ensemble of the candidates by their "
    "responses ({})"
)
NO_SCORE = "search: scoring gives no number for any ensemble of the candidates"


def greedy_ensemble(
    search: Any,
    X: Any,
    y: Any = None,
    *,
    k: int = 10,
    return_score: bool = False,
    **params: Any,
) -> Any:
    """Return an ensemble of the best candidates that go best together.

    Members are selected from the best `k` candidates by forward selection with
    replacement [1]_: the candidate is added whose addition gives the best score, again
    and again, and one that is added several times has a greater weight. Scores are
    those of the search's `scoring` on the out-of-fold responses (see
    :func:`out_of_fold`). Nothing is drawn.

    Parameters
    ----------
    search : search
        Fitted, of this package or of scikit-learn, of a classifier or regressor. Its
        `estimator`, `cv`, `scoring`, `error_score`, `n_jobs` and `checkpoint` apply, as
        in :func:`out_of_fold`. With several metrics, that of `refit` counts, or the
        first.
    X, y : array-like or sparse matrix of shape (n_samples, ...)
        The data on which the search was fitted; `y` has one column.
    k : int, default=10
        How many candidates to select from: the search's own choice and those with the
        next best mean test scores. All, if there are fewer.
    return_score : bool, default=False
        Whether to return scores too.
    **params : dict of str to object
        What the ``fit`` of the search was called with besides `X` and `y`.

    Returns
    -------
    ensemble : VotingClassifier or VotingRegressor
        Not fitted. Its members are named by their rows in ``cv_results_``, as in
        ``"candidate_12"``; its `weights` are whole numbers. There are only members that
        were selected, and may be just one. A classifier's `voting` is "soft" where all
        members have ``predict_proba``, else "hard". If only some of the `k` candidates
        have it, these are selected from by probabilities and all by votes, and the
        ensemble with the better score is returned.
    score : float
        Its out-of-fold score: the mean over the splits of the score of its members'
        weighted mean response, like ``mean_test_score``. Only if `return_score`.
    best_single : float
        The score of the best candidate alone, computed in the same way. Only if
        `return_score`.

    Raises
    ------
    ValueError
        If the search is of neither classifiers nor regressors, or `y` has several
        columns, if `k` is not positive, if `scoring` can't score an ensemble, and as
        in :func:`out_of_fold`.
    TypeError
        If `search` is not a search.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    Warns
    -----
    UserWarning
        If candidates without ``predict_proba`` are left out, since `scoring` needs
        probabilities.
    sklearn.exceptions.FitFailedWarning
        If a fit fails. Its candidate is left out.

    See Also
    --------
    out_of_fold : The responses that members are selected by.

    Notes
    -----
    Both scores are optimistic, and that of the ensemble more so: it was chosen among
    more alternatives by the same rows. Rows that the splits leave out or repeat are no
    problem, since each split is scored by itself.

    Selection begins with the N best candidates, for the N with the best score. It takes
    up to 50 rounds, and ends after 10 without a better ensemble.

    References
    ----------
    .. [1] R. Caruana, A. Niculescu-Mizil, G. Crew and A. Ksikes (2004). Ensemble
       selection from libraries of models. ICML.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.neighbors import KNeighborsRegressor
    >>> from sklearn.pipeline import Pipeline
    >>> from sklearn.svm import SVR
    >>> from sk_hpo import GridSearchCV2, greedy_ensemble
    >>> X, y = load_diabetes(return_X_y=True)
    >>> model = Pipeline([("model", SVR())])
    >>> models = [SVR(C=100), SVR(kernel="linear", C=100), KNeighborsRegressor(15)]
    >>> search = GridSearchCV2(model, {"model": models}).fit(X, y)
    >>> ensemble, score, best = greedy_ensemble(search, X, y, return_score=True)
    >>> [name for name, _ in ensemble.estimators], ensemble.weights
    (['candidate_2', 'candidate_1', 'candidate_0'], [1, 6, 5])
    >>> print(f"{best:.3f} {score:.3f}")
    0.449 0.481
    >>> ensemble.fit(X, y).predict(X[:2]).round()
    array([202.,  79.])
    """
    k = check_k(k)
    problem = searched_problem(search, X, y, params)
    found = results_of(search)
    rows = best_first(found)[:k]
    candidates = [search.cv_results_["params"][row] for row in rows]
    classes = classes_of(problem, candidates[0])
    check_ensemble_possible(problem, candidates, classes)
    evaluation = Evaluation(
        problem,
        candidates,
        (PREDICT,) if classes is None else (PREDICT, PROBABILITIES),
        classes,
        search.n_jobs,
        getattr(search, "checkpoint", None),
    )
    library, selection, best_single = _best_selection(evaluation, found.metric)
    chosen = selection.weights.nonzero()[0]
    numbers = [library.candidates[at] for at in chosen]
    ensemble = voting(
        problem,
        {f"candidate_{rows[number]}": candidates[number] for number in numbers},
        [int(selection.weights[at]) for at in chosen],
        search.n_jobs,
        soft=library.soft,
    )
    return (ensemble, selection.score, best_single) if return_score else ensemble


def _best_selection(
    evaluation: Evaluation, metric: str
) -> tuple[Library, Selection, float]:
    """Return the best selection from all libraries, and the best single score."""
    found = []
    refused: Exception | None = None
    for library in libraries(evaluation):
        scores = SplitScores(
            evaluation.problem, metric, evaluation.classes, library.kind
        )
        try:
            selection = greedy_selection(library.contributions, scores.score)
        except Exception as error:  # noqa: BLE001  of any scorer
            refused = error
        else:
            found.append((library, selection))
    if refused is not None:
        if not found:
            raise ValueError(NOT_SCORED.format(refused)) from refused
        warnings.warn(VOTES_NOT_SCORED.format(refused), UserWarning, stacklevel=3)
    library, selection = max(found, key=lambda one: one[1].score)
    if not math.isfinite(selection.score):
        raise ValueError(NO_SCORE)
    if len(found) == 2 and not library.soft:
        soft, _ = found[0]
        members = [library.candidates[at] for at in selection.weights.nonzero()[0]]
        if {*members} <= {*soft.candidates}:
            library, selection = found[0]
    return library, selection, max(one.best_single for _, one in found)
