"""Sphinx configuration. Build with `nox -s docs`: warnings are errors."""

import re
import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "inventories"))

import inherited_members
import make
import sharing_table
from numpydoc.xref import DEFAULT_LINKS

# The gallery looks for the bases of our halving searches in sklearn.model_selection.
from sklearn.experimental import enable_halving_search_cv  # noqa: F401

project = "sk_hpo"
author = "the sk_hpo developers"
copyright = f"2026, {author}"  # noqa: A001 - the name that sphinx reads
release = version = installed("sk_hpo")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "matplotlib.sphinxext.plot_directive",
    "results_in_pages",
    "stacked_tables",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
]
# The build must not need the network: the inventories are in the repository, and
# docs/inventories/make.py writes them.
INVENTORIES = Path(__file__).parent / "inventories"
intersphinx_mapping = {
    name: (url, str(INVENTORIES / f"{name}.inv")) for name, url in make.SITES.items()
}

exclude_patterns = ["_build", "inventories"]
templates_path = ["_templates"]
default_role = "py:obj"  # `name` links to what has a page and is code otherwise

autosummary_generate = True
autodoc_typehints = "none"  # numpydoc has the types, in words
# The class template lists the members; a page for each of them would be too many. Those
# that a search has from scikit-learn are folded: they are half of its page.
autosummary_context = {
    "of_scikit_learn": {
        name: inherited_members.of_scikit_learn(search)
        for name, search in inherited_members.searches().items()
    }
}
numpydoc_show_class_members = False
# Arrays and frames are links; numpydoc's own links of plain words, such as bool, are
# replaced by the words.
numpydoc_xref_param_type = True
numpydoc_xref_ignore = "all"
numpydoc_xref_aliases = {
    **{word: word for word in DEFAULT_LINKS},
    "ndarray": "numpy.ndarray",
    "Generator": "numpy.random.Generator",
    "numpy.random.Generator": ":obj:`numpy.random.Generator`",
    "RandomState": "numpy.random.RandomState",
    "pandas.DataFrame": ":obj:`pandas.DataFrame`",
}

toc_object_entries_show_parents = "hide"  # method(), not Class.method(), at the right

plot_formats = ["png"]
plot_html_show_formats = False
plot_html_show_source_link = False

# The button copies what is to be typed: neither prompts nor output.
copybutton_prompt_text = r">>> |\.\.\. |\.\.\.$|\$ "
copybutton_prompt_is_regexp = True

SOURCE = "https://github.com/sk-hpo/sk_hpo"

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "examples",
    "ignore_pattern": r"quick_start\.py",  # a program for a terminal, without pictures
    "subsection_order": [
        "../examples/spaces",
        "../examples/running",
        "../examples/results",
    ],
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "min_reported_time": 20,  # seconds; no example should be in this report
    "write_computation_times": False,
    "show_signature": False,
    "remove_config_comments": True,
    "ignore_repr_types": r"matplotlib\.|sk_hpo\.plot",  # their picture says it all
    # "Examples that use it" on the pages of the API, and links from code to them.
    "backreferences_dir": "api/generated/examples",
    "doc_module": ("sk_hpo",),
    "reference_url": {"sk_hpo": None},
}

html_theme = "pydata_sphinx_theme"
html_title = f"sk_hpo {release}"
html_show_sourcelink = False
html_theme_options = {
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "logo": {"text": "sk_hpo"},
    "icon_links": [{"name": "GitHub", "url": SOURCE, "icon": "fa-brands fa-github"}],
    "header_links_before_dropdown": 5,
    "navigation_depth": 3,
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": ["cite_and_bugs"],
}
# The pages of a tab are listed at its left. The front page and the index have no tab.
html_sidebars = {
    "index": [],
    "genindex": [],
    "search": [],
    "**": ["sidebar-nav-bs"],
}
# The README shows this picture from here; its folder has the scripts too.
html_static_path = ["_static", "pictures_of_docs/readme.svg"]
html_css_files = ["site.css"]

GLOSSARY = "https://scikit-learn.org/stable/glossary.html#term-"
TERM = re.compile(r":term:`(?:([^`<]+?)\s*<([^`>]+)>|([^`]+))`")
REF = re.compile(r":ref:`([^`<]+?)\s*<[^`>]+>`")


def point_to_scikit_learn(app, what, name, obj, options, lines):
    """Make references into scikit-learn's documentation links, or plain text.

    Methods that our searches inherit bring them along, and so do descriptions of
    parameters that are scikit-learn's.
    """
    text = "\n".join(lines)
    text = TERM.sub(_glossary_link, text)
    if (getattr(obj, "__module__", None) or "").startswith("sklearn."):
        text = REF.sub(r"\1", text)
    lines[:] = text.split("\n")


def _glossary_link(match):
    shown = match[1] or match[3]
    term = (match[2] or match[3]).strip().replace(" ", "-")
    return f"`{shown} <{GLOSSARY}{term}>`__"


def setup(app):
    # After numpydoc (priority 500), which copies the first lines of properties.
    app.connect("autodoc-process-docstring", point_to_scikit_learn, priority=600)
    app.connect("builder-inited", sharing_table.write)
