"""The built pages: none is too long or too wide. Skipped where they are not built."""

import importlib
import re
import sys
from html.parser import HTMLParser

import pytest

from tests.docs.pages import DOCS, MADE

BUILT = DOCS / "_build" / "html"
needs_pages = pytest.mark.skipif(not BUILT.exists(), reason="needs the built pages")
MOST = 1200  # words without contents
MOST_OF_A_CLASS = 2800  # the members of a class are listed at its right


class Words(HTMLParser):
    """Counts the words of a page that are not folded."""

    def __init__(self):
        super().__init__()
        self.n_words = 0
        self.inside = {"article": 0, "details": 0, "script": 0, "style": 0}

    def handle_starttag(self, tag, attrs):
        if tag in self.inside:
            self.inside[tag] += 1

    def handle_endtag(self, tag):
        if tag in self.inside:
            self.inside[tag] -= 1

    def handle_data(self, data):
        if self.inside == {"article": 1, "details": 0, "script": 0, "style": 0}:
            self.n_words += len(data.split())


def built():
    """Each page by its name, and its text; without the index and copies of files."""
    return {
        path.relative_to(BUILT).with_suffix("").as_posix(): path.read_text("utf-8")
        for path in sorted(BUILT.rglob("*.html"))
        if path.parent != BUILT and not path.relative_to(BUILT).parts[0].startswith("_")
    }


def n_words(html):
    words = Words()
    words.feed(html)
    return words.n_words


@needs_pages
def test_long_pages_have_contents():
    pages = {k: v for k, v in built().items() if not set(k.split("/")) & set(MADE)}
    long = {name for name, html in pages.items() if n_words(html) > MOST}
    assert long  # or there would be nothing to test
    assert {name for name in long if 'class="contents' not in pages[name]} == set()


@needs_pages
def test_what_is_scikit_learns_makes_no_class_long():
    lengths = {k: n_words(v) for k, v in built().items() if "api/generated/" in k}
    assert lengths["api/generated/sk_hpo.GradSearchCV"] > MOST
    assert max(lengths.values()) < MOST_OF_A_CLASS


@pytest.fixture(scope="module")
def widths():
    pytest.importorskip("bs4")
    pytest.importorskip("matplotlib")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        yield importlib.import_module("page_widths")
    sys.modules.pop("page_widths")


@needs_pages
def test_none_is_wider_than_a_telephone_or_a_desk(widths):
    wide = {name: list(widths.too_wide(html)) for name, html in built().items()}
    assert {name: lines for name, lines in wide.items() if lines} == {}


def page(kind, *cells):
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    table = f'<table class="{kind}"><tbody><tr>{row}</tr></tbody></table>'
    return f'<article class="bd-article">{table}</article>'


def test_a_table_of_long_words_is_too_wide_unless_it_is_stacked(widths):
    cells = ["HistGradientBoostingRegressor", "decision_function_shape"]
    (line,) = widths.too_wide(page("table", *cells))
    assert re.match(r"telephone: \d+ of 358 pixels: table 'HistGradient", line)
    assert list(widths.too_wide(page("table stacked", *cells))) == []
    assert len(list(widths.too_wide(page("table", *cells * 2)))) == 2
    code = [f"<code>{cell}</code>" for cell in cells]
    assert list(widths.too_wide(page("table", *code))) == []


def test_a_long_line_of_code_is_too_wide(widths):
    html = '<article class="bd-article"><pre>short\n{}</pre></article>'
    assert list(widths.too_wide(html.format("x" * 95))) == []
    assert list(widths.too_wide(html.format("x" * 96))) == [
        f"desk: 96 letters: '{'x' * 60}'"
    ]
