"""Pages link to pages that exist, and to sites that are known."""

import re
from urllib.parse import urlsplit

from tests.docs.pages import is_made_page, linked, pages

URL = re.compile(r"https?://[^\s`>\"')\]]+")
HOSTS = {
    "arxiv.org",
    "doi.org",
    "github.com",
    "mlflow.org",
    "scikit-learn.org",
    "semver.org",
    "sk-hpo.readthedocs.io",
    "keepachangelog.com",
}


def test_linked_pages_exist():
    texts = pages()
    missing = {
        (page, target)
        for page, text in texts.items()
        for target in linked(page, text)
        if target not in texts and not is_made_page(target)
    }
    assert missing == set()


def test_links_lead_to_known_sites():
    found = {
        (page, url)
        for page, text in pages().items()
        for url in URL.findall(text)
        if urlsplit(url).hostname not in HOSTS
    }
    assert found == set()


def test_all_of_the_guide_is_two_clicks_from_the_front_page():
    texts = pages()
    one = set(linked("index", texts["index"]))
    two = one.union(*(linked(name, texts[name]) for name in one if name in texts))
    from_lists = {
        name
        for page in one & set(texts)
        for name in texts
        if name.rsplit("/", 1)[0] == page.rsplit("/", 1)[0] and page.endswith("index")
    }
    everything = {name for name in texts if name.startswith(("guide/", "coming_from/"))}
    assert everything - two - from_lists == set()
    assert len(one) > 10
