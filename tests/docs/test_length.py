"""A page of more than 1,200 words has contents of its own."""

import re

from tests.docs.pages import pages

MOST = 1200
# As `wc -w` counts, without what a reader does not read as text: the cells' markup, and
# the names of figures, of which a reader sees the number.
MARKUP = re.compile(r"^ *(?:\* -|-|\.\. .*::|:[\w-]+:.*)(?= |$)", re.MULTILINE)
FIGURE = re.compile(r":(?:result|measured):`[^`]+`")


def n_words(text):
    return len(MARKUP.sub("", FIGURE.sub("0", text)).split())


def test_long_pages_have_contents():
    long = {name: text for name, text in pages().items() if n_words(text) > MOST}
    assert long  # or there would be nothing to test
    without = {name for name, text in long.items() if ".. contents::" not in text}
    assert without == set()


def test_the_first_page_is_short():
    assert n_words(pages()["guide/start"]) < 700
