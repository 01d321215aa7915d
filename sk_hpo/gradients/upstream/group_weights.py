"""Weights of feature groups: ``transformer_weights`` right before the model.

Notation (hypergradients, (26)): w_g the weight of group g, a transformer of a
ColumnTransformer or FeatureUnion; X0 of shape (n, p) the rows under weights of 1, d of
shape (p,) the factors of the columns, w_g for those of group g. The model is fitted on
X = X0 D, and

    dC/dw_g = sum over j in g of dC/dd_j,    dC/dd_j = sum_i (dC/dX)_ij X0_ij

For a linear model, w_g amounts to a separate penalty alpha / w_g^2 on the group. The
rows are transformed only once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import clone

from sk_hpo._compat.sklearn_indexing import safe_indexing
from sk_hpo.gradients.data.rows import Cut, Rows
from sk_hpo.gradients.data.splits import Transformed
from sk_hpo.gradients.data.steps import PIPELINE, Steps
from sk_hpo.gradients.entry_names import key_of, parameter_of, set_values
from sk_hpo.gradients.implicit import MapSplits, Upstream
from sk_hpo.gradients.inner.base import InnerMap, Model
from sk_hpo.gradients.inner.composed import Part
from sk_hpo.gradients.types import FloatArray, IntArray, Matrix
from sk_hpo.gradients.upstream.base import Moving, Tau
from sk_hpo.registry import is_exactly

WEIGHTS = "transformer_weights"
COLUMNS = "sklearn.compose.ColumnTransformer"
UNION = "sklearn.pipeline.FeatureUnion"
# The group index of a column without a group.
NONE = -1


def weighted_step(steps: Steps, names: Sequence[str]) -> list[str] | None:
    """Find the step if its weights are the only parameters that vary.

    Parameters
    ----------
    steps : Steps
    names : sequence of str
        Parameters of steps before the model.

    Returns
    -------
    list of str or None
        Its path: names of steps, each inside the one before. None unless its output is
        the model's input.
    """
    (parameter, *others) = {parameter_of(name) for name in names}
    first, step = steps.before[-1]
    # a later step would see the weights
    if others or names[0] == parameter or steps.step_of(parameter) != first:
        return None
    *path, last = parameter.removeprefix(f"{first}__").split("__")
    if last != WEIGHTS:
        return None
    for name in path:
        if not is_exactly(step, PIPELINE) or step.steps[-1][0] != name:
            return None
        step = step.steps[-1][1]
    path = [first, *path]
    return path if is_exactly(step, COLUMNS) or is_exactly(step, UNION) else None


class GroupWeights(Moving):
    """Group weights as factors of the columns, which are transformed once.

    Parameters
    ----------
    steps : Steps
    model : Model
        Of the last step.
    cuts : sequence of Cut
        The splits as they enter the first step.
    names : sequence of str
        Entries of one ``transformer_weights``.
    where : list of str
        The result of `weighted_step`.
    map_splits : callable
    """

    stronger = -1

    def __init__(
        self,
        steps: Steps,
        model: Model,
        cuts: Sequence[Cut],
        names: Sequence[str],
        where: list[str],
        map_splits: MapSplits,
    ) -> None:
        self.names = list(names)
        step = steps.before[-1]
        own = f"{step[0]}__"
        ones = dict.fromkeys((name.removeprefix(own) for name in names), 1.0)
        unweighted = (step[0], set_values(clone(step[1]), ones))
        through = [*steps.before[:-1], unweighted]
        keys = [key_of(name) for name in names]

        def pushed(cut: Cut) -> tuple[tuple[Rows, Rows], IntArray]:
            fitted: list[Any] = []
            rows = cut.through(through, fitted).rows()
            blocks = _blocks(fitted, where[1:], safe_indexing(cut.train.X, [0]))
            groups = np.full(rows[0].X.shape[1], NONE)
            for i, key in enumerate(keys):
                groups[blocks.get(key, slice(0))] = i
            return rows, groups

        moved = list(map_splits(pushed, cuts))
        self.pairs = [rows for rows, _ in moved]
        self.groups = [groups for _, groups in moved]
        self._inner_maps = _maker(model, steps.last, self.pairs)

    def at(self, tau: Tau) -> tuple[Sequence[InnerMap], Upstream]:
        """Multiply the columns by their factors."""
        weights = np.array([*(tau[name] for name in self.names), 1.0])
        # the last weight is for columns without a group
        maps = self._inner_maps([weights[groups] for groups in self.groups])
        return maps, Upstream(self.names, self._slopes)

    def _slopes(self, k: int, part: Part) -> list[float]:
        inner, q, g, w, theta = part
        columns = inner.factors_vjp(q, g, w, theta)
        if columns is None:
            train, test = self.pairs[k]
            of_train, of_test = inner.inputs_vjp(q, g, w, theta)
            columns = _columns(of_train, train.X) + _columns(of_test, test.X)
        groups, n = self.groups[k], len(self.names)
        inside = groups != NONE
        sums = np.bincount(groups[inside], columns[inside], minlength=n)
        return list(sums.tolist())


def _maker(
    model: Model, estimator: Any, pairs: Sequence[tuple[Rows, Rows]]
) -> Callable[[Sequence[FloatArray]], Sequence[InnerMap]]:
    """Return a function that makes the maps of all splits from factors of the columns.

    A model's module may have ``rescaled(estimator, splits)``, which returns a cheaper
    function, or None.
    """
    own = getattr(model, "rescaled", None)
    made = None if own is None else own(estimator, Transformed(pairs))
    if made is not None:
        return made  # type: ignore[no-any-return]

    def maps_with(factors: Sequence[FloatArray]) -> Sequence[InnerMap]:
        both = zip(pairs, factors, strict=True)
        scaled = [(_times(a, d), _times(b, d)) for (a, b), d in both]
        return model.inner_maps(estimator, Transformed(scaled))

    return maps_with


def _blocks(fitted: list[Any], path: list[str], row: Any) -> dict[str, slice]:
    """Return the output columns of each transformer.

    Parameters
    ----------
    fitted : list of transformer
        The steps before the model.
    path : list of str
        Names of the last steps of Pipelines, from the last of `fitted` on.
    row : array-like
        One row, as it enters the first step.
    """
    for step in fitted[:-1]:
        row = step.transform(row)
    whole = fitted[-1]
    for _ in path:
        for _, step in whole.steps[:-1]:
            if step not in (None, "passthrough"):
                row = step.transform(row)
        whole = whole.steps[-1][1]
    if is_exactly(whole, COLUMNS):
        return dict(whole.output_indices_)
    blocks, start = {}, 0
    for name, part in whole.transformer_list:
        if part == "drop":
            continue
        n = (row if part == "passthrough" else part.transform(row)).shape[1]
        blocks[name] = slice(start, start + n)
        start += n
    return blocks


def _times(rows: Rows, d: FloatArray) -> Rows:
    X = rows.X
    scaled = sparse.csr_matrix(X @ sparse.diags(d)) if sparse.issparse(X) else X * d
    return Rows(scaled, rows.y, rows.s)


def _columns(of: FloatArray, X: Matrix) -> FloatArray:
    if sparse.issparse(X):
        return np.ravel(X.multiply(of).sum(axis=0))
    return np.asarray(np.einsum("ij,ij->j", of, X))
