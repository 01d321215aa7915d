"""What of the built pages is wider than a telephone, or than the column of text.

    python docs/page_widths.py docs/_build/html

An estimate without a browser. A table is at least as wide as the longest words of its
columns, and a line of code that does not wrap as its letters, here in DejaVu, whose
letters are wider than those of most fonts. The paddings and sizes of letters, and what
a telephone shows below each other, are those of docs/_static/site.css and of the theme.
"""

import re
import sys
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

# Pixels for the text in a window of 390 and of 1,400 pixels.
COLUMNS = {"telephone": 358, "desk": 841}
# Letters of code in the column of a desk; of two columns; and in small print.
LETTERS, BESIDE, SMALL = 95, 53, 117
# Size of letters on a telephone and a desk, and the padding of a cell in letters.
KINDS = {
    "dataframe": (12.0, 12.0, 1.0),
    "sk-hpo-candidates": (11.2, 16.0, 0.4),
    "sk-hpo-table": (16.0, 16.0, 0.8),
    "table": (12.8, 16.0, 1.25),
}
BELOW_EACH_OTHER = {"stacked", "autosummary", "genindextable"}
HIDDEN = {"sk-hpo-candidates": {1}}  # columns that a telephone does not show
BREAKS = re.compile(r"\s+|(?<=[-/])(?=\w)")


@cache
def _font(name):
    font = FT2Font(findfont(FontProperties(family=name)))
    font.set_size(100, 72)
    return font


@cache
def _pixels(text, size, name="DejaVu Sans"):
    font = _font(name)
    font.set_text(text, 0)
    return font.get_width_height()[0] / 64 * size / 100


def _words(cell):
    """The parts of a cell that are not broken: code is, anywhere."""
    text = ""
    for node in cell.descendants:
        if isinstance(node, NavigableString):
            text += " " if node.find_parent("code") else str(node)
        elif node.name in ("br", "p", "li", "div"):
            text += " "
    return [word for word in BREAKS.split(text) if word]


def table_width(table, window):
    """The least width of a table, in pixels."""
    kinds = table.get("class", [])
    kind = next((kind for kind in KINDS if kind in kinds), "table")
    telephone, desk, padding = KINDS[kind]
    size = telephone if window == "telephone" else desk
    font = "DejaVu Sans Mono" if kind.startswith("sk-hpo") else "DejaVu Sans"
    hidden = HIDDEN.get(kind, set()) if window == "telephone" else set()
    widths = {}
    for row in table.find_all("tr"):
        for column, cell in enumerate(row.find_all(["td", "th"], recursive=False)):
            breaks = kind == "sk-hpo-candidates" and cell.name == "th"
            if column not in hidden and not (breaks and window == "telephone"):
                words = [_pixels(word, size, font) for word in _words(cell)]
                width = max(words, default=0) + padding * size
                widths[column] = max(width, widths.get(column, 0))
    if window == "telephone" and BELOW_EACH_OTHER & set(kinds):
        return max(widths.values(), default=0)
    return sum(widths.values())


def too_long(code):
    """The longest line of a block of code that is wider than its column, or None."""
    if code.find_parent(class_="sphx-glr-script-out"):
        return None  # it wraps
    if code.find_parent(class_="sd-row"):
        most = BESIDE
    else:
        most = SMALL if code.find_parent(class_="wide") else LETTERS
    longest = max(code.get_text().splitlines(), key=len, default="")
    return longest if len(longest) > most else None


def too_wide(html):
    """A line for each part of a page that is too wide."""
    article = BeautifulSoup(html, "html.parser").find("article", class_="bd-article")
    if article is None:
        return
    for table in article.find_all("table"):
        if table.find_parent(class_="sk-top-container"):
            continue  # scikit-learn's picture of an estimator scrolls by itself
        for window, column in COLUMNS.items():
            width = table_width(table, window)
            if width > column:
                head = " ".join(table.get_text(" ", strip=True).split()[:6])
                yield f"{window}: {width:.0f} of {column} pixels: table {head!r}"
    for code in article.find_all("pre"):
        if line := too_long(code):
            yield f"desk: {len(line)} letters: {line[:60]!r}"


def main(folder):
    """Yield a line for each part of all pages that is too wide."""
    for path in sorted(Path(folder).rglob("*.html")):
        for line in too_wide(path.read_text("utf-8")):
            yield f"{path.relative_to(folder)}: {line}"


if __name__ == "__main__":
    sys.exit("\n".join(main(sys.argv[1])) or None)
