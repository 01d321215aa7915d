"""The identity of a problem: a fingerprint of all that its scores depend on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sklearn

from sk_hpo.journal.fingerprint import Fingerprint, NoContentError, content_of
from sk_hpo.problem import Problem


@dataclass(frozen=True)
class Identity:
    """Fingerprints that distinguish a problem from others.

    Parameters
    ----------
    content : str
        Fingerprint of everything except the versions.
    versions : str
        Versions of scikit-learn and of the packages that define the estimators, as
        JSON.
    data : str
        Fingerprint of the data alone. It is the same for all versions of packages,
        while a new version may add parameters to estimators.
    """

    content: str
    versions: str
    data: str

    def with_splits(self, splits: Any) -> Identity:
        """Return the identity of the same problem on some splits."""
        rows = content_of(list(splits))
        content, data = (content_of((c, rows)) for c in (self.content, self.data))
        return Identity(content, self.versions, data)


def identity_without_splits(problem: Problem) -> Identity:
    """Return the identity of a problem, without its splits.

    Raises
    ------
    NoContentError
        If the content of one of its parts is not known. The message names the part.
    """
    taken = Fingerprint()
    of_data = {
        "X": problem.X,
        "y": problem.y,
        "fit's parameters": dict(problem.fit_params),
        "score's parameters": dict(problem.score_params),
    }
    others = {
        "estimator": problem.estimator,
        "scoring": problem.scorer,
        # the number itself, not the object that contains it
        "error_score": getattr(problem.error_score, "number", problem.error_score),
        "return_train_score": problem.return_train_score,
    }
    _take(taken, of_data)
    data = taken.content()
    _take(taken, others)
    versions = {"scikit-learn": sklearn.__version__}
    versions.update((p, v) for p, v in taken.versions.items() if p != "sklearn")
    return Identity(taken.content(), json.dumps(versions, sort_keys=True), data)


def _take(taken: Fingerprint, parts: Mapping[str, Any]) -> None:
    for name, part in parts.items():
        try:
            taken.add(name).add(part)
        except NoContentError as error:
            raise NoContentError(
                f"checkpoint: a later call of fit could not recognise {name}, because "
                f"{error}"
            ) from error
