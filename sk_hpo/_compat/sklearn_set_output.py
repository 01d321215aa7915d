"""Private name of ``sklearn.utils._set_output``: the container of ``transform``."""

from __future__ import annotations

from typing import Any

from sklearn.utils._set_output import _get_output_config


def gives_arrays(transformer: Any) -> bool:
    """Return whether ``transform`` returns its default container, not a data frame."""
    config = _get_output_config("transform", estimator=transformer)
    return bool(config["dense"] == "default")
