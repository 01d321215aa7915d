"""Random forests and extra-trees: a forest contains smaller, shallower and pruned ones.

Tree number i depends only on the forest's seed and on i, so the first k trees of a
forest are the forest of size k. A tree that does not reach a limit of depth is also the
tree with this limit; only trees that reach it are grown again. Pruning works on a tree
that has been grown.

Notation: n rows to be scored, C classes (or outputs of a regressor).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.base import is_classifier

from sk_hpo._compat import sklearn_forest as inner
from sk_hpo._compat.sklearn_tree import is_same_under, prune
from sk_hpo.sharing.identity.sklearn_fit import fitted_attributes
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = (
    "sklearn.ensemble.RandomForestClassifier",
    "sklearn.ensemble.RandomForestRegressor",
    "sklearn.ensemble.ExtraTreesClassifier",
    "sklearn.ensemble.ExtraTreesRegressor",
)


class TreeLimits(NamedTuple):
    """The parameters in which trees of the same seed differ."""

    max_depth: int | None
    ccp_alpha: float

    @classmethod
    def of(cls, forest: Any) -> TreeLimits:
        """Return the limits of a forest."""
        return cls(forest.max_depth, forest.ccp_alpha)


# For each pair of limits, the first trees.
Trees = Mapping[TreeLimits, Sequence[Any]]


class Forest(Rule):
    """One forest of the largest size; trees that reach a limit are grown again."""

    along = ("n_estimators", "max_depth", "ccp_alpha")
    grows = True
    divisible = False
    methods = ("predict_proba", "predict")
    how = (
        "a forest contains all smaller ones; a tree that does not reach a limit of "
        "depth is the limited tree; pruned trees are copies"
    )

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["oob_score"]:
            return "out-of-bag scores are those of the whole forest"
        if own.get("monotonic_cst") is not None:
            return "scikit-learn grows trees with monotonic constraints itself"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        return _grown(family, data, {})


def _grown(family: Sequence[Any], data: Training, known: Trees) -> ForestPath:
    """Grow the trees of a family, other than those that are known."""
    sizes: dict[TreeLimits, set[int]] = {}
    for forest in family:
        sizes.setdefault(TreeLimits.of(forest), set()).add(forest.n_estimators)
    cache = TreeCache(sizes, known)
    largest = max(family, key=lambda forest: forest.n_estimators)
    grown = inner.fit_with(cache.grow, largest, data.X, data.y, data.fit_params)
    trees = {
        limits: [tree[limits] for tree in grown[: max(of_limits)]]
        for limits, of_limits in sizes.items()
    }
    path = ForestPath(largest, sizes, trees)
    n_known = [min(len(trees[one]), len(known.get(one, ()))) for one in trees]
    path.reused = sum(n_known) / sum(map(len, trees.values()))
    return path


class TreeCache:
    """Grows each tree once for all forests of a family.

    Parameters
    ----------
    sizes : dict of TreeLimits to set of int
        The sizes of the forests by what their trees differ in.
    known : mapping of TreeLimits to sequence of tree
        Trees that have been grown.
    """

    def __init__(self, sizes: Mapping[TreeLimits, set[int]], known: Trees) -> None:
        self._sizes = sizes
        self._known = known
        # The largest limits come first, since their trees show which limits are
        # reached.
        self._limits = sorted(sizes, key=_depth, reverse=True)
        self._beginning = threading.Lock()
        self._grower: inner.Grower | None = None
        self._fitted: dict[str, Any] = {}

    def grow(
        self, number: int, tree: Any, X: Any, y: Any, sample_weight: Any, missing: Any
    ) -> dict[TreeLimits, Any]:
        """Return a tree for the limits of all forests that have as many trees."""
        seed = tree.random_state
        wanted = [one for one in self._limits if number < max(self._sizes[one])]
        trees: dict[TreeLimits, Any] = {
            limits: self._known[limits][number]
            for limits in wanted
            if number < len(self._known.get(limits, ()))
        }
        if len(trees) == len(wanted):
            return trees
        begun: Any = None
        with self._beginning:
            if self._grower is None:
                begun = self._begin(tree, X, y, sample_weight, missing)
        assert self._grower is not None
        so_far: list[Any] = []
        for limits in wanted:
            if limits in trees:
                continue
            depth = limits.max_depth
            least = self._grower.min_split
            same = (t for t in so_far if is_same_under(t, _depth(limits), least))
            grown = next(same, None)
            if grown is None and depth == tree.max_depth:
                grown = begun
            if grown is None:
                grown = self._grower.grow(seed, sample_weight, missing, depth)
            so_far.append(grown)
            own = {"max_depth": depth, "ccp_alpha": limits.ccp_alpha, "tree_": grown}
            trees[limits] = inner.copied(tree, random_state=seed, **self._fitted, **own)
            if limits.ccp_alpha:
                prune(trees[limits])
        return trees

    def _begin(
        self, tree: Any, X: Any, y: Any, sample_weight: Any, missing: Any
    ) -> Any:
        """Learn from a fitted tree what the others need.

        If none is known, this one is grown by its own ``fit``, and returned.
        """
        some = next(iter(self._known.values()), None)
        if some:
            self._fitted = fitted_attributes(some[0])
            del self._fitted["tree_"]
            self._grower = inner.Grower(some[0], X, y)
            return None
        whole = inner.copied(tree, ccp_alpha=0.0)
        first = inner.grown_by_itself(whole, X, y, sample_weight, missing)
        self._fitted = fitted_attributes(first)
        del self._fitted["tree_"]
        self._grower = inner.Grower(first, X, y)
        ours = self._grower.grow(
            tree.random_state, sample_weight, missing, tree.max_depth
        )
        if not inner.equal(ours, first.tree_):
            raise DeclinedError("this scikit-learn version grows trees differently")
        return ours


class ForestPath(FitPath):
    """Forests whose trees have been grown.

    Parameters
    ----------
    forest : estimator
        The largest, without its trees.
    sizes : dict of TreeLimits to set of int
        The sizes of the forests by what their trees differ in.
    trees : dict of TreeLimits to list of tree
        For each pair of limits, the trees of the largest forest.
    """

    def __init__(
        self,
        forest: Any,
        sizes: Mapping[TreeLimits, set[int]],
        trees: Mapping[TreeLimits, list[Any]],
    ) -> None:
        super().__init__(forest)
        self._sizes = sizes
        self._trees = trees
        self._n_grown = max(map(len, trees.values()))

    def take(self, estimator: Any) -> None:
        super().take(estimator)
        trees = self._trees[TreeLimits.of(estimator)]
        estimator.estimators_ = trees[: estimator.n_estimators]

    def covers(self, estimator: Any) -> bool:
        trees = self._trees.get(TreeLimits.of(estimator), [])
        return bool(estimator.n_estimators <= len(trees))

    def extended(self, family: Sequence[Any], data: Training) -> FitPath | None:
        if not any(TreeLimits.of(forest) in self._trees for forest in family):
            return None
        return _grown(family, data, self._trees)

    def share(self, estimator: Any) -> float:
        return len(estimator.estimators_) / self._n_grown

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "predict" and is_classifier(estimator):
            # calls predict_proba, whose result is known
            return type(estimator).predict(estimator, X)
        sums = self.per_rows.once(X, "sums", lambda: self._sums(estimator, X))
        size = len(estimator.estimators_)
        known = sums.get((TreeLimits.of(estimator), size))
        if known is None:  # no forest of the family has this size
            return super().result(estimator, method, X)
        found = [one / size for one in known]
        return found[0] if len(found) == 1 else found

    def _sums(self, estimator: Any, X: Any) -> dict[tuple[TreeLimits, int], list[Any]]:
        """Return sums of the trees' outputs, for all sizes and limits, in one pass.

        The trees are added in the order of scikit-learn, so the sums are equal bit for
        bit.
        """
        rows = inner.checked_rows(estimator, X)
        found: dict[tuple[TreeLimits, int], list[Any]] = {}
        running: dict[TreeLimits, list[Any]] = {}
        for number in range(self._n_grown):
            outputs: dict[int, list[Any]] = {}
            for limits, trees in self._trees.items():
                if number >= len(trees):
                    continue
                tree = trees[number]
                if id(tree.tree_) not in outputs:
                    outputs[id(tree.tree_)] = _outputs(tree, rows)
                output = outputs[id(tree.tree_)]
                if number == 0:
                    running[limits] = [np.zeros(one.shape) for one in output]
                for total, one in zip(running[limits], output, strict=True):
                    total += one
                if number + 1 in self._sizes[limits]:
                    found[limits, number + 1] = [one.copy() for one in running[limits]]
        return found


def _depth(limits: TreeLimits) -> float:
    return np.inf if limits.max_depth is None else limits.max_depth


def _outputs(tree: Any, rows: Any) -> list[Any]:
    """Return the outputs of a tree: an array (n, C) for each output."""
    if not is_classifier(tree):
        return [tree.predict(rows, check_input=False)]
    proba = tree.predict_proba(rows, check_input=False)
    return proba if isinstance(proba, list) else [proba]


rule = Forest()
