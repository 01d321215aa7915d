"""Private names of ``sklearn.metrics._scorer``: the parts of a scorer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from traceback import format_exc
from typing import Any

from sklearn.metrics import get_scorer

from sk_hpo._compat.versions import lost, private

_OWN_TYPES = "types of scorers are found by public names"
MultimetricScorer, PassthroughScorer, Scorer = (
    private(f"sklearn.metrics._scorer.{name}", _OWN_TYPES)
    for name in ("_MultimetricScorer", "_PassthroughScorer", "_Scorer")
)


@dataclass(frozen=True)
class ScorerParts:
    """The arguments of ``make_scorer``."""

    function: Callable[..., float]
    sign: int
    kwargs: Mapping[str, Any]
    response_method: str | tuple[str, ...]


def parts_of(scorer: Any) -> ScorerParts | None:
    """Return the metric of a scorer, its sign, and its other arguments.

    Parameters
    ----------
    scorer : str or object
        The name of a scorer of scikit-learn, or a scorer.

    Returns
    -------
    ScorerParts or None
        None if ``make_scorer`` did not make the scorer.
    """
    made = get_scorer(scorer) if isinstance(scorer, str) else scorer
    # a subclass of the scorer may compute anything
    if type(made) is not Scorer:
        return None
    try:
        kwargs = dict(made._kwargs or {})
        return ScorerParts(made._score_func, made._sign, kwargs, made._response_method)
    except AttributeError as error:
        lost("parts of scorers", "no metric is computed from its formula", error)
        return None


def is_default_score(scorer: Any) -> bool:
    """Return whether a scorer, or None, calls the estimator's own ``score``."""
    return scorer is None or type(scorer) is PassthroughScorer


def scorers_of(scorer: Any) -> Mapping[str, Any] | None:
    """Return the scorers by name, if a scorer calls several; otherwise None."""
    return named(scorer) if type(scorer) is MultimetricScorer else None


def named(scorer: Any) -> dict[str, Any]:
    """Return the scorers by name of a scorer that calls several."""
    try:
        return dict(scorer._scorers)
    except AttributeError as error:
        off = "they are looked for among its attributes"
        lost("the scorers of a scorer of several metrics", off, error)
        return next(dict(of) for of in vars(scorer).values() if isinstance(of, dict))


def without_failing(scorer: Any, error_score: Callable[[str], Any]) -> Any:
    """Return a scorer that replaces the score of each metric that fails.

    `error_score` makes the replacement from the traceback. scikit-learn's fit-and-score
    then has nothing to warn about.
    """
    if isinstance(scorer, MultimetricScorer):
        return _WithoutFailing(named(scorer), error_score)

    def score(estimator: Any, *args: Any, **params: Any) -> Any:
        try:
            return scorer(estimator, *args, **params)
        except Exception:  # noqa: BLE001  as scikit-learn does
            return error_score(format_exc())

    return score


class _WithoutFailing(MultimetricScorer):  # type: ignore[misc,valid-type]
    def __init__(
        self, scorers: Mapping[str, Any], error_score: Callable[[str], Any]
    ) -> None:
        super().__init__(scorers=scorers, raise_exc=False)
        self._error_score = error_score

    def __call__(self, estimator: Any, *args: Any, **params: Any) -> dict[str, Any]:
        scores = super().__call__(estimator, *args, **params)
        # a str is the traceback of a scorer that failed
        return {
            name: self._error_score(score) if isinstance(score, str) else score
            for name, score in scores.items()
        }


def only(scorer: Any, metric: str) -> Any:
    """Return the scorer of one metric, if a scorer calls several; others as they are.

    It takes the same parameters, routed as before, and does not catch errors.
    """
    if isinstance(scorer, MultimetricScorer):
        return MultimetricScorer(scorers={metric: named(scorer)[metric]})
    return scorer
