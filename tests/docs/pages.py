"""The pages of the documentation as text, and what they link to."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
# Made by the build.
MADE = ("_build", "generated", "examples", "inventories")

TOCTREE = re.compile(r"^\.\. toctree::\n((?:   .*\n|\n)*)", re.MULTILINE)
ENTRY = re.compile(r"^   (?:[^:<\n][^<\n]*<([^>\n]+)>|([^:<\s][^<\n]*))$", re.MULTILINE)
DOC = re.compile(r":doc:`(?:[^`<]*<([^`>]+)>|([^`<]+))`")
LINKED = re.compile(r"^ +:link: (/\S+)$", re.MULTILINE)


def pages():
    """Each page by its name, as ``guide/start``, and its text."""
    return {
        path.relative_to(DOCS).with_suffix("").as_posix(): path.read_text("utf-8")
        for path in sorted(DOCS.rglob("*.rst"))
        if not set(path.relative_to(DOCS).parts) & {*MADE, "_templates"}
    }


def full_name(page, target):
    """The name of the page that `page` calls `target`."""
    if target.startswith("/"):
        return target[1:]
    folder = (DOCS / page).parent
    return (folder / target).resolve().relative_to(DOCS.resolve()).as_posix()


def in_contents(page, text):
    """The pages in the contents lists of a page."""
    return [
        full_name(page, (titled or plain).strip())
        for block in TOCTREE.findall(text)
        for titled, plain in ENTRY.findall(block)
    ]


def linked(page, text):
    """The pages that a page links to in its text, with cards among them."""
    targets = [titled or plain for titled, plain in DOC.findall(text)]
    return [full_name(page, target) for target in targets + LINKED.findall(text)]


def is_made_page(name):
    """Whether the build makes the page."""
    return bool(set(name.split("/")) & set(MADE))
