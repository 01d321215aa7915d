"""How scikit-learn's estimators are shown in notebooks, and link to documentation.

scikit-learn 1.6 has the methods in ``BaseEstimator`` itself, 1.7 and later in a mixin
that calls ``_html_repr``. Both have the same two methods that notebooks call.
"""

from __future__ import annotations

import re
from typing import Any

from sklearn import get_config
from sklearn.utils import estimator_html_repr

# The repr of an estimator in the diagram. scikit-learn cuts it, but not within a value.
LONG_REPR = re.compile("(<pre>[^<]{5000})[^<]+")


class ShownWithResult:
    """Puts the result of a fitted search above scikit-learn's diagram of it.

    A subclass returns the result in `_result_html`, and the address of the page about
    its class in `_doc_page`. Without a result all is as scikit-learn has it.
    """

    # scikit-learn links classes whose module is in this package; an empty address is
    # no link.
    _doc_link_module = "sk_hpo"
    _doc_link_template = "{page}"

    def _doc_link_url_param_generator(self) -> dict[str, str]:
        return {"page": self._doc_page()}

    def _doc_page(self) -> str:
        """Return the address of the page about this class, or an empty string."""
        return ""

    def _result_html(self) -> str:
        """Return the result as HTML; an empty string if there is none."""
        return ""

    def _html_repr(self) -> str:
        result = self._result_html()
        if not result:
            return str(estimator_html_repr(self))
        try:
            diagram = LONG_REPR.sub("\\1…", estimator_html_repr(self))
        except Exception as error:  # noqa: BLE001  whatever the repr of a value raises
            name = type(error).__name__
            diagram = f"<p>scikit-learn could not draw its diagram ({name}).</p>"
        # a lone surrogate in a value's repr could not be sent to a browser
        return f"{result}{diagram}".encode(errors="backslashreplace").decode()

    def _repr_html_inner(self) -> str:
        return self._html_repr()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        output = {"text/plain": repr(self)}
        if get_config()["display"] == "diagram":
            output["text/html"] = self._html_repr()
        return output
