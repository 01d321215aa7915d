"""The page about a class in the documentation, if it is known where that is."""

from __future__ import annotations

from functools import cache
from importlib import metadata

LABEL = "documentation"


@cache
def doc_page(name: str) -> str:
    """Return the address of the page about a public class of this package.

    It is the address that the installed package's metadata call its documentation,
    with the name that docs/api/index.rst gives to the page.

    Parameters
    ----------
    name : str
        The name of the class.

    Returns
    -------
    str
        Empty if the package is not installed, or its metadata have no such address.
    """
    try:
        urls = metadata.metadata("sk_hpo").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    for one in urls:
        label, _, url = one.partition(",")
        if label.strip().lower() == LABEL and url.strip().startswith("https://"):
            return f"{url.strip().rstrip('/')}/api/generated/sk_hpo.{name}.html"
    return ""
