"""Tables that a telephone shows row by row: each cell with the head of its column.

For tables of many columns, with the class `stacked`. A style sheet can show the value
of an attribute but not the text of another cell, so each cell gets its head as the
attribute `data-head`.
"""

import re
from html import escape, unescape

TABLE = re.compile(r'<table class="[^"]*\bstacked\b.*?</table>', re.DOTALL)
HEAD = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<td\b")
TAG = re.compile(r"<[^>]+>")


def with_heads(table):
    """Write into each cell of a table what stands above its column."""
    top, mark, rows = table.partition("<tbody>")
    heads = [unescape(TAG.sub("", head)).strip() for head in HEAD.findall(top)]

    def row(found):
        left = iter(heads)
        return CELL.sub(
            lambda cell: f'{cell[0]} data-head="{escape(next(left))}"', found[0]
        )

    return top + mark + ROW.sub(row, rows)


def write_heads(app, pagename, templatename, context, doctree):
    """Change the tables of a page before it is written."""
    if body := context.get("body"):
        context["body"] = TABLE.sub(lambda found: with_heads(found[0]), body)


def setup(app):
    app.connect("html-page-context", write_heads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
