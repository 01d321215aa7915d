"""On a telephone each cell of a stacked table says which column it is of."""

import importlib
import sys

import pytest

from tests.docs.pages import DOCS

TABLE = """<table class="table {}">
<thead><tr><th class="head"><p>way</p></th>
<th class="head"><p>a &amp; <b>b</b></p></th></tr></thead>
<tbody>
<tr class="row-even"><td><p>one</p></td><td class="x"></td></tr>
<tr class="row-odd"><td>two</td><td>2</td></tr>
</tbody>
</table>"""


@pytest.fixture(scope="module")
def stacked_tables():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        yield importlib.import_module("stacked_tables")
    sys.modules.pop("stacked_tables")


def shown(stacked_tables, kind):
    context = {"body": f"<p>before</p>{TABLE.format(kind)}"}
    stacked_tables.write_heads(None, "page", "page.html", context, None)
    return context["body"]


def test_each_cell_has_the_head_of_its_column(stacked_tables):
    body = shown(stacked_tables, "stacked")
    assert '<td data-head="way"><p>one</p></td>' in body
    assert '<td data-head="a &amp; b" class="x"></td>' in body
    assert '<td data-head="way">two</td><td data-head="a &amp; b">2</td>' in body


def test_other_tables_stay_as_they_are(stacked_tables):
    assert shown(stacked_tables, "") == f"<p>before</p>{TABLE.format('')}"
