"""Private name of ``sklearn.utils._set_output``: what ``transform`` returns."""

from __future__ import annotations

from typing import Any

from sk_hpo._compat.versions import private

_get_output_config = private(
    "sklearn.utils._set_output._get_output_config",
    "candidates share no fits of steps and of models that need arrays",
    ["method", "estimator"],
)


def gives_arrays(transformer: Any) -> bool:
    """Return whether ``transform`` returns arrays, its default, not a data frame."""
    config = _get_output_config("transform", estimator=transformer)
    return bool(config["dense"] == "default")
