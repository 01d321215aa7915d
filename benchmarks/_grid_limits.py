"""What no method could avoid of each of `grid.py`'s searches: the column "limit".

A function a kind of search. It does, on one split and by means of public functions, the
least set of fits known to us from which the answers of all candidates follow, works out
the answers, and has each candidate scored by the metric. Nothing of what a search does
besides: no estimators, tables, clones for each candidate. Their scores are those of the
search, in another order, which `grid.py` checks; but for trees and GaussianNB, whose
answers need private functions: there those of one setting are scored again and again.

Notation: n training rows, m rows to be scored, p features, k settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.linear_model import enet_path
from sklearn.metrics import accuracy_score, r2_score
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.model_selection import ParameterGrid
from sklearn.svm import SVC

Grid = Mapping[str, Sequence[Any]]


@dataclass
class Split:
    """The rows of a split, and the scores that the limit has worked out there.

    ``once`` is the same for all splits.
    """

    X: Any
    y: Any
    X_test: Any
    y_test: Any
    metric: Callable[[Any, Any], float]
    once: dict[Any, Any]
    scores: list[float] = field(default_factory=list)

    def score(self, answers: Any) -> None:
        self.scores.append(float(self.metric(self.y_test, answers)))


Limit = Callable[[Any, Grid, Split], None]


def run(
    limit: Limit, estimator: Any, grid: Grid, X: Any, y: Any, splits: Any
) -> list[list[float]]:
    """Do what can't be avoided on all splits; returns the scores, a list a split."""
    metric = accuracy_score if is_classifier(estimator) else r2_score
    scores, once = [], {}
    for train, test in splits:
        rows = _cut(X, train), y[train], _cut(X, test), y[test]
        split = Split(*rows, metric, once)
        limit(estimator, grid, split)
        scores.append(split.scores)
    return scores


def _cut(X: Any, rows: Any) -> Any:
    return X.iloc[rows] if hasattr(X, "iloc") else X[rows]


def separate(estimator: Any, grid: Grid, split: Split) -> None:
    """Every fit."""
    for params in ParameterGrid(dict(grid)):
        fitted = clone(estimator).set_params(**params).fit(split.X, split.y)
        split.score(fitted.predict(split.X_test))


def forest(estimator: Any, grid: Grid, split: Split) -> None:
    """The largest forest; for each depth the trees that would have grown deeper."""
    X = split.X.astype(np.float32)
    for least in grid["min_samples_split"]:
        params = {"n_estimators": max(grid["n_estimators"]), "min_samples_split": least}
        full = clone(estimator).set_params(**params).fit(split.X, split.y)
        weights = [np.bincount(s, minlength=len(X)) for s in full.estimators_samples_]
        answers = [tree.predict_proba(split.X_test) for tree in full.estimators_]
        for depth in grid["max_depth"]:
            here = list(answers)
            for i, tree in enumerate(full.estimators_):
                if depth is not None and tree.get_depth() >= depth:
                    again = clone(tree).set_params(max_depth=depth)
                    again.fit(X, split.y, sample_weight=weights[i], check_input=False)
                    here[i] = again.predict_proba(split.X_test)
            _score_prefixes(here, grid["n_estimators"], full.classes_, split)


def bagging(estimator: Any, grid: Grid, split: Split) -> None:
    """The largest ensemble of each kind; every member answers once."""
    others = {name: grid[name] for name in grid if name != "n_estimators"}
    for params in ParameterGrid(others):
        full = clone(estimator)
        full.set_params(**params, n_estimators=max(grid["n_estimators"]))
        full.fit(split.X, split.y)
        answers = [
            one.predict_proba(split.X_test[:, features])
            for one, features in zip(
                full.estimators_, full.estimators_features_, strict=True
            )
        ]
        _score_prefixes(answers, grid["n_estimators"], full.classes_, split)


def _score_prefixes(
    answers: list[Any], sizes: Sequence[int], classes: Any, split: Split
) -> None:
    """Score the means of the first so many answers, each of shape (m, classes)."""
    total, done = np.zeros_like(answers[0]), 0
    for size in sorted(sizes):
        for answer in answers[done:size]:
            total += answer
        done = size
        split.score(classes[total.argmax(axis=1)])


def staged(size: str) -> Limit:
    """The longest boosting of each kind, whose stages answer in turn."""

    def limit(estimator: Any, grid: Grid, split: Split) -> None:
        others = {name: grid[name] for name in grid if name != size}
        for params in ParameterGrid(others):
            longest = clone(estimator).set_params(**params, **{size: max(grid[size])})
            longest.fit(split.X, split.y)
            for stage, labels in enumerate(longest.staged_predict(split.X_test), 1):
                if stage in grid[size]:
                    split.score(labels)

    return limit


def tree(estimator: Any, grid: Grid, split: Split) -> None:
    """A tree for all amounts of pruning; answers of the unpruned one."""
    for least in grid["min_samples_leaf"]:
        full = clone(estimator).set_params(min_samples_leaf=least).fit(split.X, split.y)
        for _ in grid["ccp_alpha"]:
            split.score(full.predict(split.X_test))


def neighbors(estimator: Any, grid: Grid, split: Split) -> None:
    """A query a metric, of the most neighbours; running sums of their votes."""
    classes, labels = np.unique(split.y, return_inverse=True)
    for p in grid["p"]:
        fitted = clone(estimator).set_params(p=p).fit(split.X, split.y)
        distances, found = fitted.kneighbors(split.X_test, max(grid["n_neighbors"]))
        votes = np.eye(len(classes))[labels[found]]  # (m, neighbours, classes)
        for weights in grid["weights"]:
            if weights == "distance":
                votes = votes / np.maximum(distances, 1e-300)[:, :, None]
            sums = votes.cumsum(axis=1)
            for k in grid["n_neighbors"]:
                split.score(classes[sums[:, k - 1].argmax(axis=1)])


def ridge(estimator: Any, grid: Grid, split: Split) -> None:
    """One eigendecomposition of X'X = V diag(s) V', of shape (p, p)."""
    mean, y_mean = split.X.mean(axis=0), split.y.mean()
    X = split.X - mean
    s, V = np.linalg.eigh(X.T @ X)
    z = V.T @ (X.T @ (split.y - y_mean))
    coefs = V @ (z[:, None] / (s[:, None] + np.asarray(grid["alpha"])))  # (p, k)
    for answers in ((split.X_test - mean) @ coefs + y_mean).T:
        split.score(answers)


def elastic_net(estimator: Any, grid: Grid, split: Split) -> None:
    """One Gram matrix; every descent on it, from zero as in a fit of its own."""
    mean, y_mean = split.X.mean(axis=0), split.y.mean()
    X, y = np.asfortranarray(split.X - mean), split.y - y_mean
    common = {"precompute": X.T @ X, "Xy": X.T @ y, "check_input": False}
    X_test = split.X_test - mean
    for ratio in grid["l1_ratio"]:
        for alpha in grid["alpha"]:
            _, coefs, _ = enet_path(X, y, l1_ratio=ratio, alphas=[alpha], **common)
            split.score(X_test @ coefs[:, 0] + y_mean)


def gaussian_nb(estimator: Any, grid: Grid, split: Split) -> None:
    """One fit; as many answers as there are settings, all of the same one."""
    fitted = clone(estimator).fit(split.X, split.y)
    for _ in grid["var_smoothing"]:
        split.score(fitted.predict(split.X_test))


class _Read(dict[str, list[str]]):
    """The terms of each text, found when they are first asked for."""

    def __init__(self, analyze: Callable[[str], list[str]]) -> None:
        self._analyze = analyze

    def __missing__(self, document: str) -> list[str]:
        self[document] = self._analyze(document)
        return self[document]


def text(estimator: Any, grid: Grid, split: Split) -> None:
    """Each text read once, counted once a split, features ranked once."""
    steps = estimator.named_steps
    for ngrams in grid["tfidf__ngram_range"]:
        # the analyzer goes on reading the parameters of the one that made it
        analyzer = clone(steps["tfidf"]).set_params(ngram_range=ngrams).build_analyzer()
        read = split.once.setdefault(ngrams, _Read(analyzer))
        plain = {"stop_words": None, "analyzer": read.__getitem__}
        tfidf = clone(steps["tfidf"]).set_params(**plain)
        Z, Z_test = tfidf.fit_transform(split.X), tfidf.transform(split.X_test)
        best = clone(steps["best"]).fit(Z, split.y)
        for k in grid["best__k"]:
            best.set_params(k=k)
            _final(estimator, grid, split, best.transform(Z), best.transform(Z_test))


def scaler_pca_svc(estimator: Any, grid: Grid, split: Split) -> None:
    """Each prefix once; kernels from one matrix of distances.

    A randomized PCA of fewer components is another one.
    """
    scale, pca = (clone(step) for _, step in estimator.steps[:2])
    Z, Z_test = scale.fit_transform(split.X), scale.transform(split.X_test)
    for n in grid["pca__n_components"]:
        pca.set_params(n_components=n)
        rotated, rotated_test = pca.fit_transform(Z), pca.transform(Z_test)
        _svc(grid["svc__C"], grid["svc__gamma"], split, rotated, rotated_test)


def union_svc(estimator: Any, grid: Grid, split: Split) -> None:
    """Each part of the union once, features ranked once, kernels as above."""
    scale, union = (clone(step) for _, step in estimator.steps[:2])
    Z, Z_test = scale.fit_transform(split.X), scale.transform(split.X_test)
    (_, pca), (_, best) = union.transformer_list
    best.fit(Z, split.y)
    for n in grid["union__pca__n_components"]:
        pca.set_params(n_components=n)
        rotated, rotated_test = pca.fit_transform(Z), pca.transform(Z_test)
        for k in grid["union__best__k"]:
            best.set_params(k=k)
            both = np.hstack([rotated, best.transform(Z)])
            both_test = np.hstack([rotated_test, best.transform(Z_test)])
            _svc(grid["svc__C"], ["scale"], split, both, both_test)


def _svc(Cs: Any, gammas: Any, split: Split, Z: Any, Z_test: Any) -> None:
    distances = euclidean_distances(Z, squared=True)
    test_distances = euclidean_distances(Z_test, Z, squared=True)
    for gamma in gammas:
        g = 1 / (Z.shape[1] * Z.var()) if gamma == "scale" else gamma
        K, K_test = np.exp(-g * distances), np.exp(-g * test_distances)
        for C in Cs:
            fitted = SVC(C=C, kernel="precomputed").fit(K, split.y)
            split.score(fitted.predict(K_test))


def mixed(estimator: Any, grid: Grid, split: Split) -> None:
    """Each preparation once, and the longest boosting behind it."""
    steps = estimator.named_steps
    name = "prepare__numbers__impute__strategy"
    boosting = {k.removeprefix("boost__"): v for k, v in grid.items() if k != name}
    for strategy in grid[name]:
        prepare = clone(steps["prepare"])
        prepare.set_params(numbers__impute__strategy=strategy)
        Z, Z_test = prepare.fit_transform(split.X), prepare.transform(split.X_test)
        inner = replace(split, X=Z, X_test=Z_test)
        staged("n_estimators")(steps["boost"], boosting, inner)


def elimination(estimator: Any, grid: Grid, split: Split) -> None:
    """One elimination down to the fewest features; its ranking tells the others."""
    scale, rfe = (clone(step) for _, step in estimator.steps[:2])
    Z, Z_test = scale.fit_transform(split.X), scale.transform(split.X_test)
    fewest = min(grid["rfe__n_features_to_select"])
    rfe.set_params(n_features_to_select=fewest).fit(Z, split.y)
    for n in grid["rfe__n_features_to_select"]:
        kept = rfe.ranking_ <= n - fewest + 1
        _final(estimator, grid, split, Z[:, kept], Z_test[:, kept])


def _final(estimator: Any, grid: Grid, split: Split, Z: Any, Z_test: Any) -> None:
    """Every fit of the last step."""
    name, last = estimator.steps[-1]
    own = {
        key.removeprefix(f"{name}__"): values
        for key, values in grid.items()
        if key.startswith(f"{name}__")
    }
    separate(last, own, replace(split, X=Z, X_test=Z_test))


# Limits that score answers in the place of others, which take as long.
STAND_INS = (tree, gaussian_nb)
