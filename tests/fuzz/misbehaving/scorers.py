"""Scorers, callables of (estimator, X, y), and metrics that do more than to score."""

import copy
import itertools
import pickle

import numpy as np
from sklearn.base import clone


def deep_copies(estimator, X, y=None):
    return copy.deepcopy(estimator).score(X, y)


def copies(estimator, X, y=None):
    return copy.copy(estimator).score(X, y)


def pickles(estimator, X, y=None):
    return pickle.loads(pickle.dumps(estimator)).score(X, y)


def fits_a_clone(estimator, X, y=None):
    return clone(estimator).fit(X, y).score(X, y)


def fits_again(estimator, X, y=None):
    """Uses up the estimator."""
    score = estimator.score(X, y)
    estimator.fit(X[: len(y) // 2], y[: len(y) // 2])
    return score


def writes_into_rows(estimator, X, y=None):
    score = estimator.score(X, y)
    X *= 0.0
    return score


def writes_into_targets(estimator, X, y=None):
    score = estimator.score(X, y)
    y[: len(y) // 2] = y[0]
    return score


def writes_into_fitted(estimator, X, y=None):
    """Whatever floats the last step has learnt, and then those before it."""
    score = estimator.score(X, y)
    for step in _steps(estimator):
        for value in vars(step).values():
            if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                value *= 0.5
    return score


def writes_into_answers(estimator, X, y=None):
    answer = estimator.predict(X)
    score = float(np.mean(answer == y))
    answer[:] = answer[0]
    return score + float(np.mean(estimator.predict(X) == y))


def learns_more(estimator, X, y=None):
    """Calls partial_fit of the steps that have one, and asks again."""
    score = estimator.score(X, y)
    for step in _steps(estimator):
        if hasattr(step, "partial_fit"):
            step.partial_fit(X[:20], y[:20])
    return score + estimator.score(X, y) / 2


def sets_parameters(estimator, X, y=None):
    score = estimator.score(X, y)
    for name, value in estimator.get_params().items():
        if isinstance(value, bool):
            estimator.set_params(**{name: not value})
    return score


def forgets(estimator, X, y=None):
    """Deletes what has been learnt."""
    score = estimator.score(X, y)
    for step in _steps(estimator):
        for name in [n for n in vars(step) if n.endswith("_") and n[0] != "_"]:
            delattr(step, name)
    return score


def marks(estimator, X, y=None):
    """Keeps count on the estimator."""
    for step in _steps(estimator):
        step.seen = getattr(step, "seen", 0) + 1
    return estimator.score(X, y) + max(step.seen for step in _steps(estimator))


def draws(estimator, X, y=None):
    chosen = np.random.permutation(len(y))[: len(y) // 2]  # noqa: NPY002  as users do
    return estimator.score(X[chosen], y[chosen])


draws.draws_globally = True


def with_noise():
    """A scorer with a generator of its own, that goes on from score to score."""
    rng = np.random.default_rng(0)

    def score(estimator, X, y=None):
        return estimator.score(X + rng.normal(size=np.shape(X)) * 0.3, y)

    return score


with_noise.remembers = True


def with_count():
    """A scorer that gives less the more often it has been asked."""
    calls = itertools.count()
    return lambda estimator, X, y=None: estimator.score(X, y) - next(calls) / 100


with_count.remembers = True


def counted_metric():
    """A metric that gives less the more often it has been asked."""
    calls = itertools.count()

    def metric(y_true, y_pred):
        return float(np.mean(y_true == y_pred)) - next(calls) / 100

    return metric


counted_metric.remembers = True


def best_so_far():
    """A scorer that takes its last scores into account."""
    seen = []

    def score(estimator, X, y=None):
        seen.append(estimator.score(X, y))
        return max(seen)

    return score


best_so_far.remembers = True


def on_half(estimator, X, y=None):
    return estimator.score(X[::2], y[::2])


def raises_for_some(estimator, X, y=None):
    score = estimator.score(X, y)
    if round(1000 * score) % 3 == 0:
        raise RuntimeError("no score for this one")
    return score


def warns(estimator, X, y=None):
    import warnings

    score = estimator.score(X, y)
    warnings.warn(f"{score > 0.5}", DeprecationWarning, stacklevel=2)
    return score


def gives_several(estimator, X, y=None):
    return {
        "own": estimator.score(X, y),
        "size": float(np.sum(np.asarray(estimator.predict(X)) == y)),
    }


def gives_numpy(estimator, X, y=None):
    return np.float32(estimator.score(X, y))


def gives_nothing(estimator, X, y=None):
    return None


def of_labels(estimator, X, y=None):
    """For what says nothing of new rows."""
    return float(np.mean(estimator.labels_)) + len(estimator.labels_)


def of_attributes(estimator, X, y=None):
    """A number that hangs on all that the last step has learnt."""
    total = 0.0
    for name, value in sorted(vars(_steps(estimator)[-1]).items()):
        if name.endswith("_") and isinstance(value, np.ndarray | float | int):
            value = np.asarray(value)
            if value.dtype.kind in "fiu":
                total += float(np.sum(np.abs(value))) + value.size
    return total


def of_answers(estimator, X, y=None):
    """Of whatever it answers with, and no targets."""
    for name in ("predict_proba", "decision_function", "predict", "transform"):
        if hasattr(estimator, name):
            return float(np.abs(np.asarray(getattr(estimator, name)(X))).mean())
    return np.nan


def of_transformed(estimator, X, y=None):
    return float(np.abs(np.asarray(estimator.transform(X))).sum())


def weights_spoilt(y_true, y_pred, sample_weight=None):
    """A metric that writes into its weights."""
    hits = np.average(y_true == y_pred, weights=sample_weight)
    if sample_weight is not None:
        sample_weight *= 1.0 + (y_true == y_pred)
    return hits


def errors_spoilt(y_true, y_pred, sample_weight=None):
    """A metric that writes into what it compares, and into its weights."""
    y_pred -= y_true
    error = float(np.average(np.abs(y_pred), weights=sample_weight))
    if sample_weight is not None:
        sample_weight += 1.0
    return error


def _steps(estimator):
    """The last one first."""
    return [
        step for _, step in reversed(getattr(estimator, "steps", [("", estimator)]))
    ]
