"""Every page is in a contents list, and what a list names exists."""

from tests.docs.pages import in_contents, is_made_page, pages


def test_every_page_is_in_one():
    texts = pages()
    listed = [name for page, text in texts.items() for name in in_contents(page, text)]
    assert set(texts) - set(listed) == {"index"}
    assert {name for name in listed if not is_made_page(name)} <= set(texts)


def test_in_one_only():
    listed = [
        name for page, text in pages().items() for name in in_contents(page, text)
    ]
    assert len(listed) == len(set(listed))


def test_the_lists_are_read():
    texts = pages()
    assert {"guide/index", "api/index"} <= set(in_contents("index", texts["index"]))
    assert "coming_from/index" in in_contents("guide/index", texts["guide/index"])
