"""ParameterEffectDisplay: what a model of the scores expects of one or two parameters.

The numbers are in `effects/partial_dependence.py`; `effects/curve.py` draws one
parameter and `effects/map.py` two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from sk_hpo.plot.display import Display
from sk_hpo.plot.effects.curve import draw_curve
from sk_hpo.plot.effects.map import draw_map
from sk_hpo.plot.effects.partial_dependence import partial_dependences
from sk_hpo.plot.model_of import model_of
from sk_hpo.plot.parameters.blocks import blocks_by_name
from sk_hpo.results import Results
from sk_hpo.search.surrogate import ALTERNATIVE, Surrogate


class ParameterEffectDisplay(Display):
    """The expected score at each value of a parameter, or of a pair of them.

    The curve is the partial dependence of the model's score on the parameter (Friedman,
    2001, "Greedy Function Approximation"): its expected score, averaged over the other
    parameters. The average is over the whole space, as in Hutter, Hoos and Leyton-Brown
    (2014), "An Efficient Approach for Assessing Hyperparameter Importance": each choice
    and each alternative counts the same, and each range is uniform on its own scale. So
    the curve shows what the parameter does anywhere in the space, and most candidates
    of a good search lie above it. The average is over 128 quasi-random points, and over
    at least 8 in a map. Candidates that a constraint refuses don't count, and others
    count by the probability that their fits do not fail, as the model has it. The band
    is one standard deviation of the model's error in the average.

    A pair is a map. Strokes mark where one standard deviation is more than a quarter of
    the range of the colours.

    A range is on a log scale if the space is. Choices are strips, in which candidates
    lie side by side. A list with both, such as ``[None, randint(2, 31)]``, has strips
    beside its range. A parameter that only some alternatives have, or that is ignored
    under other settings, is averaged, and its candidates are shown, where it has an
    effect. If its values differ between alternatives, each has its own curve.

    Parameters
    ----------
    results : Results
        What the search has found. Use `from_search` or `from_cv_results`.
    parameter : str or None, default=None
        The name of the parameter. A parameter that is a dict has one for each entry,
        such as ``"class_weight[0]"``, and the choice between several dicts of a space
        is ``"(alternative)"``. None: the parameter on which the score depends most, the
        one with the smallest length scale of the model.
    parameters : sequence of two str or None, default=None
        The names of a pair, for the horizontal and the vertical axis.
    model : Surrogate or None, default=None
        The model of the scores. `from_search` takes the search's own, if it has one of
        this metric. None: a Gaussian process is fitted to the candidates, in the space
        that they span.

    Attributes
    ----------
    figure_, ax_ : matplotlib figure and axes
    parameters : tuple of str, of length 1 or 2
        What is drawn.
    effects : list of PartialDependence
        The numbers: `mean` and `std` at the values in `stretches`. One for each
        different range of values.
    points_ : list of matplotlib lines
        The complete candidates, for each of `effects` that has some.
    best_ : matplotlib line or None
        The best candidate. None if it does not have the parameters.
    failed_, stopped_ : matplotlib line or None
        Candidates without a score: of one parameter at the lower edge.
    means_, bands_ : list of matplotlib lines and of collections
        Of one parameter: expected scores, for each range and each strip.
    equal_ : matplotlib text or None
        Of one parameter: says that all scores are equal, if they are.
    below_ : matplotlib line or None
        Of one parameter: candidates whose scores are so far below that the rest would
        be flat, at the lower edge.
    maps_ : list of matplotlib contour sets
        Of a pair.
    uncertain_ : list of matplotlib collections
        Of a pair: strokes where the model is uncertain.
    colorbar_ : matplotlib colorbar
        Of a pair.

    Raises
    ------
    TypeError, ValueError
        If there is no such parameter, no candidate has both, or no parameter varies.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV
    >>> from sk_hpo.plot import ParameterEffectDisplay
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
    >>> search = BayesSearchCV(SVC(), space, n_iter=12, random_state=0).fit(X, y)
    >>> ParameterEffectDisplay.from_search(search, parameter="gamma")
    <ParameterEffectDisplay of gamma, 12 candidates>
    >>> ParameterEffectDisplay.from_search(search, parameters=("C", "gamma"))
    <ParameterEffectDisplay of C and gamma, 12 candidates>
    """

    def __init__(
        self,
        results: Results,
        *,
        parameter: str | None = None,
        parameters: Sequence[str] | None = None,
        model: Surrogate | None = None,
    ) -> None:
        super().__init__(results)
        self.model = model_of(None, results) if model is None else model
        self.parameters = _checked(self.model, parameter, parameters)
        self.effects = partial_dependences(self.model, self.parameters)
        if not self.effects:
            raise ValueError(
                f"parameters={self.parameters!r}: there is no candidate in which both "
                "exist and have an effect"
            )
        space = self.model.space
        self._U = np.array([space.encode(params) for params in results.params])

    @classmethod
    def _of(cls, search: Any, results: Results, options: dict[str, Any]) -> Self:
        if results.best is not None:
            options = {"model": model_of(search, results), **options}
        return super()._of(search, results, options)

    def _draw(self, ax: Any) -> None:
        draw = draw_curve if len(self.parameters) == 1 else draw_map
        drawn = draw(ax, self.results, self.model.space, self.effects, self._U)
        for name, artists in vars(drawn).items():
            setattr(self, f"{name}_", artists)

    def __repr__(self) -> str:
        n = len(self.results.params)
        names = " and ".join(self.parameters)
        return f"<{type(self).__name__} of {names}, {n} candidates>"


def _checked(model: Surrogate, parameter: Any, parameters: Any) -> tuple[str, ...]:
    """Return the names of what to draw."""
    if parameter is not None and parameters is not None:
        raise ValueError("give either parameter or parameters, not both")
    names = list(blocks_by_name(model.space))
    if parameters is not None:
        is_list = isinstance(parameters, Sequence) and not isinstance(parameters, str)
        for name in parameters if is_list else ():
            _check(name, "parameters", names)
        if not is_list or len(parameters) != 2 or len(set(parameters)) != 2:
            raise ValueError(
                "parameters must be two different names, for a single one write "
                f"parameter='...'; got {parameters!r}"
            )
        return tuple(parameters)
    if parameter is not None:
        _check(parameter, "parameter", names)
        return (parameter,)
    scales = model.length_scales
    scales.pop(ALTERNATIVE, None)
    return (min(scales, key=lambda name: scales[name], default=names[0]),)


def _check(name: str, argument: str, names: list[str]) -> None:
    if not isinstance(name, str):
        raise TypeError(
            f"{argument}: expected the name of a parameter, got {name!r}; a pair is "
            "written parameters=('first', 'second')"
        )
    if name not in names:
        raise ValueError(f"{argument} must be among {names}, got {name!r}")
