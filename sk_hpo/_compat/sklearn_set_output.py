"""Private name of ``sklearn.utils._set_output``: what ``transform`` returns."""

from __future__ import annotations

from typing import Any

from sklearn.utils._set_output import _get_output_config


def gives_arrays(transformer: Any) -> bool:
    """Return whether ``transform`` returns arrays, its default, not a data frame."""
    config = _get_output_config("transform", estimator=transformer)
    return bool(config["dense"] == "default")
