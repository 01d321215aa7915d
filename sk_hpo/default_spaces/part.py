"""An estimator inside another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sk_hpo.default_spaces.data import Data


@dataclass(frozen=True, eq=False)
class Part:
    """A step, a base estimator or the like.

    Parameters
    ----------
    name : str
        Its parameters are named ``<name>__<parameter>``.
    estimator : object
        An estimator; None and strings such as "passthrough" have no parameters.
    data : Data
        The data that it is fitted on.
    """

    name: str
    estimator: Any
    data: Data
