"""What differs between two outcomes, in words that do not hang on the numbers."""

import re
import traceback
from dataclasses import dataclass

import numpy as np

from tests.fuzz.digest import digest

TOLERANCE = 1e-9  # of class T
TIMES = ("fit_time", "score_time")


@dataclass(frozen=True)
class Difference:
    """`what` is the kind, `where` one place of it, `text` what each side has there."""

    what: str
    where: str
    text: str


def differences(theirs, ours, *, rounds=False, in_order=True):
    """Of two outcomes, all that are not equal.

    Parameters
    ----------
    theirs, ours : Outcome
    rounds : bool
        Whether scores may differ by rounding (class T).
    in_order : bool
        Whether fits run one after the other. Else which error comes first is a matter
        of time, and threads change the filters of warnings for one another.
    """
    found = []
    if None not in (theirs.error, ours.error) and (
        not in_order or _refused(ours.error)
    ):
        return found
    if _said(theirs.error, rounds) != _said(ours.error, rounds):
        return [Difference("error", _kinds(theirs, ours), _errors(theirs, ours))]
    if in_order and theirs.error is None:  # an error may come sooner
        found += _of_warnings(theirs, ours)
    found += _of_inputs(theirs, ours)
    if theirs.error is not None:
        return found
    of_table = _of_table(theirs.table, ours.table, rounds)
    found += of_table
    for name, value in theirs.fitted.items():
        if not _same_fitted(name, value, ours, rounds):
            text = f"{value!r}; {ours.fitted.get(name)!r}"
            found.append(Difference("fitted", name, text))
    same_best = digest(theirs.fitted.get("best_params_")) == digest(
        ours.fitted.get("best_params_")
    )
    pair = theirs.predictions, ours.predictions
    if same_best and not _same_predictions(*pair, rounds):
        text = "; ".join(f"{one!r}"[:200] for one in pair)
        found.append(Difference("predictions", "best_estimator_", text))
    return found


def _same_predictions(expected, got, rounds):
    if digest(expected) == digest(got):
        return True
    if not rounds or not all(isinstance(one, np.ndarray) for one in (expected, got)):
        return False
    if expected.shape != got.shape or expected.dtype.kind != "f":
        return False
    return _same_numbers(expected, got, rounds)


def _kinds(*outcomes):
    return " / ".join(
        "none" if one.error is None else type(one.error).__name__ for one in outcomes
    )


def _errors(*outcomes):
    return "; ".join(str(_said(one.error))[:400] for one in outcomes)


def _said(error, rounds=False):
    """What an error says, without the tracebacks of failed fits that it cites."""
    kind, text = digest(error)
    if rounds and isinstance(text, str):
        text = LONG_NUMBER.sub(lambda number: f"{float(number[0]):.8g}", text)
    for ours, theirs in NAMES.items():
        text = text.replace(ours, theirs) if isinstance(text, str) else text
    if not isinstance(text, str) or "Traceback (most recent call last)" not in text:
        return kind, text
    lines = [line for line in text.splitlines() if line and not NOT_SAID.match(line)]
    return kind, tuple(dict.fromkeys(lines))


NAMES = {
    "GridSearchCV2": "GridSearchCV",
    "RandomSearchCV2": "RandomizedSearchCV",
    "'ErrorScore'": "'float'",  # a float, that of error_score
}
# One that is given to many digits; ours differs in the last of them.
LONG_NUMBER = re.compile(r"-?\d+\.\d{8,}(e[-+]\d+)?")
# What refuses a search before anything is fitted, where scikit-learn begins.
REFUSING = ("sk_hpo/search/inputs/parameters.py", "sk_hpo/search/inputs/target.py")


def _refused(error):
    frames = traceback.extract_tb(error.__traceback__)
    return any(frame.filename.endswith(REFUSING) for frame in frames)


# Where it was raised, and how many tracebacks are the same.
NOT_SAID = re.compile(r"\s|-+$|Traceback|\d+ fits failed with|Below are")


def _of_warnings(theirs, ours):
    found = []
    for name, one, other in (("theirs", theirs, ours), ("ours", ours, theirs)):
        for category in sorted(one.warned.keys() - other.warned.keys()):
            text = f"{name} alone: {one.warned[category].strip()[-300:]}"
            found.append(Difference("warnings", category, text))
    return found


def _of_inputs(theirs, ours):
    """The caller's objects must be as they were, or as scikit-learn leaves them."""
    return [
        Difference("inputs", name, "not as scikit-learn leaves it")
        for name in theirs.inputs
        if theirs.inputs[name] != ours.inputs[name]
    ]


def _of_table(theirs, ours, rounds):
    if list(theirs) != list(ours):
        text = f"{sorted(set(theirs) ^ set(ours))[:6]}, or another order"
        return [Difference("keys", "cv_results_", text)]
    found = []
    for key, expected in theirs.items():
        got = ours[key]
        if type(expected) is not type(got) or len(expected) != len(got):
            found.append(Difference("column", key, f"{expected!r}; {got!r}"[:300]))
        elif key.endswith(TIMES):
            continue
        elif isinstance(expected, np.ndarray):
            found += _of_column(key, expected, got, rounds)
        elif digest(expected) != digest(got):
            found.append(Difference("params", key, f"{expected!r}; {got!r}"[:300]))
    return found


def _of_column(key, expected, got, rounds):
    if expected.dtype != got.dtype:
        return [Difference("dtype", key, f"{expected.dtype}; {got.dtype}")]
    masks = np.ma.getmaskarray(expected), np.ma.getmaskarray(got)
    if not np.array_equal(*masks):
        return [Difference("mask", key, f"{masks[0]}; {masks[1]}")]
    if key.startswith("rank_test_") and rounds:
        return []  # hangs on the last digit of means, which are compared
    if key.startswith("param_"):
        shown = ~masks[0]  # what is masked was never set
        same = digest(np.ma.getdata(expected)[shown]) == digest(
            np.ma.getdata(got)[shown]
        )
        what = "params"
    else:
        same, what = _same_numbers(expected, got, rounds), _kind(key)
    text = f"{expected.tolist()}; {got.tolist()}"
    return [] if same else [Difference(what, key, text[:600])]


def _kind(key):
    if "train" in key:
        return "train scores"
    return "ranks" if key.startswith("rank") else "scores"


def _same_numbers(expected, got, rounds):
    if np.array_equal(expected, got, equal_nan=True):
        return True
    return rounds and np.allclose(
        expected, got, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True
    )


def _same_fitted(name, value, ours, rounds):
    other = ours.fitted.get(name)
    if not rounds or name in ("n_splits_", "multimetric_"):
        return digest(value) == digest(other)
    if name == "best_score_":
        return _same_numbers(np.array(value), np.array(other), rounds)
    return True  # the best of two that are equal to rounding
