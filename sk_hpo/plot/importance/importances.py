"""parameter_importances: what explains the score's variance, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from sklearn.utils import check_random_state

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.plot.importance.alternative_names import alternative_names
from sk_hpo.plot.importance.variance_parts import Part, variance_parts
from sk_hpo.plot.importance.whole_number import whole_number
from sk_hpo.plot.model_of import model_of
from sk_hpo.results import Results, results_of
from sk_hpo.search.surrogate import ALTERNATIVE

# Pairs with smaller shares are neither printed nor drawn.
LEAST_SHOWN = 0.005


@dataclass(frozen=True)
class Importance:
    """The share of the score's variance that a parameter or a pair explains.

    Parameters
    ----------
    parameter : str
        ``"(alternative)"`` is the choice of the alternative, where a space has several.
    other : str
        The second parameter of a pair, or empty.
    alternative : str
        The alternative in which the parameters exist, by the settings that only it has,
        such as ``"kernel=rbf"``. Empty if the space has one alternative.
    share, share_std : float
        What the parameter alone explains (its first-order Sobol index); for a pair,
        what the two explain together beyond that. Mean and standard deviation over
        the draws of the model.
    total, total_std : float
        What the parameter explains alone and together with others (its total Sobol
        index). NaN for a pair.

    Examples
    --------
    >>> from sk_hpo import parameter_importances
    >>> table = {"params": [{"a": 1}, {"a": 2}], "mean_test_score": [0.5, 0.5]}
    >>> parameter_importances(table)[0].parameter
    'a'
    """

    parameter: str
    other: str
    alternative: str
    share: float
    share_std: float
    total: float
    total_std: float


@dataclass(frozen=True, repr=False)
class ParameterImportances(Sequence[Importance]):
    """What explains the score's variance: see :func:`sk_hpo.parameter_importances`.

    A sequence of rows, `parameters` and then `pairs`. ``pandas.DataFrame(importances)``
    has a column for each field of a row.

    Parameters
    ----------
    parameters : tuple of Importance
        With the choice of the alternative, if there is one. The greatest total first.
    pairs : tuple of Importance
        All pairs of parameters that exist together. The greatest share first.
    noise, noise_std : float
        The share of noise, which no parameter explains. The shares of the parameters,
        the pairs, interactions of more than two, and the noise add up to 1.
    n_draws : int
        The number of draws of the model that the standard deviations are over.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV, parameter_importances
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
    >>> search = BayesSearchCV(SVC(), space, n_iter=15, random_state=0).fit(X, y)
    >>> importances = parameter_importances(search)
    >>> len(importances), len(importances.parameters), len(importances.pairs)
    (3, 2, 1)
    """

    parameters: tuple[Importance, ...]
    pairs: tuple[Importance, ...]
    noise: float
    noise_std: float
    n_draws: int

    def __len__(self) -> int:
        return len(self.parameters) + len(self.pairs)

    @overload
    def __getitem__(self, index: int) -> Importance: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Importance, ...]: ...

    def __getitem__(self, index: Any) -> Any:
        return (self.parameters + self.pairs)[index]

    def __iter__(self) -> Iterator[Importance]:
        return iter(self.parameters + self.pairs)

    def __repr__(self) -> str:
        rows = [("", "share of variance", "total")]
        large = [pair for pair in self.pairs if pair.share >= LEAST_SHOWN]
        for row in (*self.parameters, *large):
            both = f"{row.parameter} and {row.other}" if row.other else row.parameter
            place = f" ({row.alternative})" if row.alternative else ""
            total = "" if row.other else _text(row.total, row.total_std)
            rows.append((both + place, _text(row.share, row.share_std), total))
        rows.append(("(noise)", _text(self.noise, self.noise_std), ""))
        width = max(len(name) for name, _, _ in rows)
        lines = (f"{name:{width}}  {share:17}  {total}" for name, share, total in rows)
        text = "\n".join(line.rstrip() for line in lines)
        n_small = len(self.pairs) - len(large)
        less = f"and {n_small} pairs with less than {LEAST_SHOWN:.1%} each"
        return f"{text}\n{less}" if n_small else text


def parameter_importances(
    search: Any, *, metric: str | None = None, n_draws: int = 64, random_state: Any = 0
) -> ParameterImportances:
    """Compute how much of the score's variance each parameter and pair explains.

    Over the whole space, with parameters distributed as the search draws them, the
    score varies. The variance is divided into parts that single parameters explain,
    parts that pairs explain beyond that, and noise [1]_. They are computed on functions
    drawn from a Gaussian process that is fitted to the candidates. Their standard
    deviations say how well the candidates determine them.

    Parameters
    ----------
    search : object
        A fitted search of this package or of scikit-learn, a ``cv_results_``, a
        :class:`sk_hpo.SavedSearch`, the path of a checkpoint, or anything else that
        ``prior_results`` accepts. If its space is not known, it is what the candidates
        span.
    metric : str or None, default=None
        The metric whose variance is explained. None: the one that guides the search.
    n_draws : int, default=64
        Number of functions drawn from the model, at least 2.
    random_state : int, RandomState instance or None, default=0
        Of the draws and of the points at which they are compared.

    Returns
    -------
    importances : ParameterImportances
        A sequence of rows with the fields `parameter`, `other` (of a pair),
        `alternative`, `share`, `share_std`, `total` and `total_std`. It prints as a
        table, and ``pandas.DataFrame(importances)`` has the rows. All shares are 0 if
        all scores are equal.

    Raises
    ------
    TypeError, ValueError
        If the search can't be read, has no such metric or no complete candidate with a
        finite score, if no parameter varies, or if `n_draws` is not an integer of at
        least 2.

    See Also
    --------
    sk_hpo.plot.ParameterImportanceDisplay : The picture.

    Notes
    -----
    Scores are cut off where the search's own model cuts them off: at the median of the
    initial design (of all, in other searches) less twice the distance of the best score
    from it. So settings that are disasters count as bad, however bad they are.
    Candidates that failed are left out, and a constraint is not considered.

    In a space with several alternatives a parameter exists within some. The variance is
    that between the mean scores of the alternatives, which is the share of
    ``"(alternative)"``, plus the mean variance within them, which is divided among the
    parameters of each. Alternatives are equally likely. A parameter that other settings
    switch off within its alternative has interactions with them.

    The shares are estimated by quasi-random points, with the estimators of [2]_. The
    functions come from pathwise conditioning [3]_. Few scores may be explained both by
    structure and by noise. Functions come from both, in proportion to their
    probabilities, and up to 150 scores also from several hyperparameters of each.
    Beyond that they are taken as known, so that standard deviations are rather small.

    References
    ----------
    .. [1] Sobol (2001), Global Sensitivity Indices for Nonlinear Mathematical Models
       and Their Monte Carlo Estimates.
    .. [2] Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola (2010), Variance
       Based Sensitivity Analysis of Model Output.
    .. [3] Wilson, Borovitskiy, Terenin, Mostowsky and Deisenroth (2020), Efficiently
       Sampling Functions from Gaussian Process Posteriors.

    Examples
    --------
    >>> from scipy.stats import loguniform
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import RandomSearchCV2, parameter_importances
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {
    ...     "C": loguniform(1e-2, 1e2),
    ...     "gamma": loguniform(1e-4, 1e1),
    ...     "shrinking": [True, False],
    ... }
    >>> search = RandomSearchCV2(SVC(), space, n_iter=60, random_state=0).fit(X, y)
    >>> importances = parameter_importances(search)
    >>> sorted(row.parameter for row in importances.parameters if row.total > 0.2)
    ['C', 'gamma']
    >>> pair = importances.pairs[0]
    >>> pair.parameter, pair.other, bool(pair.share > 2 * pair.share_std)
    ('C', 'gamma', True)
    """
    results = results_of(search, "search", metric)
    return importances_of(search, results, n_draws, random_state)


def importances_of(
    search: Any, results: Results, n_draws: int, random_state: Any
) -> ParameterImportances:
    """Compute the importances of a search that was read."""
    n_draws = whole_number(n_draws, "n_draws", 2)
    if results.best is None:
        raise ValueError(
            "search must have a complete candidate with a finite score, got "
            f"{len(results.params)} candidates that failed or were stopped"
        )
    seed = int(check_random_state(random_state).randint(2**31 - 1))
    model = model_of(search, results)
    drawn = model.draws(n_draws, np.random.default_rng(seed))
    parts, noise = variance_parts(model.space, drawn, seed)
    names = alternative_names(model.space)
    rows = [_row(part, names) for part in parts]
    single = sorted((row for row in rows if not row.other), key=lambda row: -row.total)
    pairs = sorted((row for row in rows if row.other), key=lambda row: -row.share)
    return ParameterImportances(
        tuple(single), tuple(pairs), *_mean_and_std(noise), n_draws
    )


def _row(part: Part, alternatives: Sequence[str]) -> Importance:
    return Importance(
        part.names[0] if part.names else ALTERNATIVE,
        part.names[1] if len(part.names) == 2 else "",
        alternatives[part.alternative] if part.names else "",
        *_mean_and_std(part.share),
        *_mean_and_std(part.total),
    )


def _mean_and_std(values: FloatArray) -> tuple[float, float]:
    # an estimate of a part that is nearly zero may be less than zero
    mean = float(values.mean())
    return (mean if np.isnan(mean) else max(mean, 0.0)), float(values.std())


def _text(mean: float, std: float) -> str:
    return f"{mean:.3f} ± {std:.3f}"
