"""Real data of the kinds that estimators are given."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn import datasets
from sklearn.preprocessing import StandardScaler
from sklearn.utils import Tags, get_tags

SEED = 0


@dataclass(frozen=True)
class Sample:
    """Rows with their targets, and what they are.

    Parameters
    ----------
    name : str
    X, y : array-like
        In a random order.
    kind : str
        "numbers", "counts" (not negative), "sparse", "missing", "categories", "frame"
        (of all these), "texts".
    task : str
        "classes", "binary", "positive" or "several" (targets).
    """

    name: str
    X: Any
    y: Any
    kind: str
    task: str


def _some(X: Any, y: Any, n: int) -> tuple[Any, Any]:
    rows = np.random.default_rng(SEED).permutation(len(y))[:n]
    X = np.asarray(X, dtype=object)[rows].tolist() if isinstance(X, list) else X[rows]
    return X, np.asarray(y)[rows]


def _iris() -> Sample:
    return Sample("iris", *_some(*_load("iris"), 150), "numbers", "classes")


def _cancer() -> Sample:
    X, y = _load("breast_cancer")
    X, y = _some(StandardScaler().fit_transform(X), y, 200)
    return Sample("cancer", X, y, "numbers", "binary")


def _wide() -> Sample:
    X, y = _load("digits")
    is_one = (y == 1) | (y == 7)
    # some packages need classes from 0
    return Sample("wide", *_some(X[is_one], y[is_one] // 7, 50), "counts", "binary")


def _sparse() -> Sample:
    X, y = _some(*_load("digits"), 200)
    return Sample("sparse", csr_matrix(X), y, "sparse", "classes")


def _diabetes() -> Sample:
    return Sample("diabetes", *_some(*_load("diabetes"), 200), "numbers", "positive")


def _scaled() -> Sample:
    X, y = _load("diabetes", scaled=False)
    X = StandardScaler().fit_transform(X)
    return Sample("scaled", *_some(X, y / y.std(), 80), "numbers", "positive")


def _wide_regression() -> Sample:
    X, y = _load("digits")
    return Sample("wide", *_some(X, 1.0 + y, 50), "counts", "positive")


def _sparse_regression() -> Sample:
    X, y = _some(*_load("digits"), 200)
    return Sample("sparse", csr_matrix(X), 1.0 + y, "sparse", "positive")


def _several() -> Sample:
    X, y = _load("diabetes")
    X, y = _some(X, np.stack([y, X[:, 2] * y], axis=1), 200)
    return Sample("several", X, y, "numbers", "several")


def _several_classes() -> Sample:
    X, y = _load("iris")
    X, y = _some(X, np.stack([y, X[:, 0] > np.median(X[:, 0])], axis=1), 150)
    return Sample("several classes", X, y, "numbers", "several")


def _missing() -> Sample:
    X, y = _some(*_load("iris"), 150)
    holes = np.random.default_rng(SEED).random(X.shape) < 0.1
    return Sample("missing", np.where(holes, np.nan, X), y, "missing", "classes")


def _categories() -> Sample:
    X, y = _load("iris")
    words = np.array(["low", "middle", "high", "top"], dtype=object)
    ranks = [np.searchsorted(np.quantile(x, [0.25, 0.5, 0.75]), x) for x in X.T]
    some = words[np.stack(ranks[:2], axis=1)]
    rare = X[:, 2:].astype(str).astype(object)
    X, y = _some(np.hstack([some, rare]), y, 150)
    return Sample("categories", X, y, "categories", "classes")


def _frame() -> Sample:
    pd = pytest.importorskip("pandas")
    X, y = _load("diabetes", scaled=False)
    X, y = _some(X, y, 200)
    frame = pd.DataFrame(X[:, :6], columns=["age", "sex", "bmi", "bp", "s1", "s2"])
    frame = frame.mask(np.random.default_rng(SEED).random(frame.shape) < 0.1)
    frame["sex"] = frame["sex"].map({1.0: "f", 2.0: "m"}).astype("category")
    frame["risk"] = X[:, 7].round().astype(str)
    return Sample("frame", frame, y > np.median(y), "frame", "binary")


def _texts() -> Sample:
    texts, y = [], []
    for number, name in enumerate(["iris", "wine", "breast_cancer", "diabetes"]):
        paragraphs = re.split(r"\n\s*\n", getattr(datasets, f"load_{name}")().DESCR)
        own = [text for text in paragraphs if len(text) > 40]
        texts += own
        y += [number] * len(own)
    return Sample("texts", *_some(texts, y, 200), "texts", "classes")


CLASSIFICATION = (_iris, _cancer, _wide, _sparse)
REGRESSION = (_diabetes, _scaled, _wide_regression, _sparse_regression)
OTHERS = (_several, _several_classes, _missing, _categories, _texts)


@cache
def _load(name: str, **options: Any) -> Any:
    with warnings.catch_warnings():
        # scikit-learn before 1.9 loads digits in a way that NumPy 2.5 warns of
        warnings.filterwarnings("ignore", "Setting the shape", DeprecationWarning)
        return getattr(datasets, f"load_{name}")(return_X_y=True, **options)


# Estimators whose tags do not say what they are for.
SPECIAL = {
    "ColumnTransformer": (_frame,),
    "NeighborhoodComponentsAnalysis": (_iris, _cancer, _wide),
    # it fits hundreds of estimators, and thousands for more columns
    "SequentialFeatureSelector": (_iris,),
    "TfidfTransformer": (_wide, _sparse),
}


def samples_for(estimator: Any) -> Iterator[Sample]:
    """Yield the kinds of data that an estimator is for, by its tags."""
    special = SPECIAL.get(type(estimator).__name__)
    if special is not None:
        yield from (make() for make in special)
        return
    tags = get_tags(estimator)
    made: tuple[Callable[[], Sample], ...] = CLASSIFICATION
    if tags.estimator_type == "regressor":
        made = REGRESSION if tags.target_tags.single_output else (_several,)
    elif not tags.target_tags.single_output:
        made = (_several_classes,)
    elif tags.input_tags.string and not tags.input_tags.two_d_array:
        made = (_texts,)
    elif "Encoder" in type(estimator).__name__ or (
        tags.input_tags.categorical and tags.estimator_type is None
    ):
        made = (_categories,)
    elif "Imputer" in type(estimator).__name__:
        made = (_missing,)
    elif tags.estimator_type is None and tags.target_tags.required:
        made = (*CLASSIFICATION, *REGRESSION)
    yield from (sample for make in made if _accepts(tags, sample := make()))


def _accepts(tags: Tags, sample: Sample) -> bool:
    """Return whether an estimator with these tags can be fitted on a sample."""
    if sample.kind == "sparse" and not tags.input_tags.sparse:
        return False
    if tags.input_tags.positive_only and sample.kind not in ("counts", "sparse"):
        return False
    is_binary = tags.classifier_tags and not tags.classifier_tags.multi_class
    return not (is_binary and sample.task == "classes")
