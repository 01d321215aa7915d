"""The files for contributors say what is the case."""

import re
from pathlib import Path

import yaml

import sk_hpo

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
RUN = (ROOT / ".ci" / "run").read_text()


def test_the_minutes_are_those_of_ci():
    there = re.findall(r"^#     +(\d+)  (\w.*?)(?:  .*)?$", RUN, re.MULTILINE)
    told = re.findall(r"^\| (\d+) \| `(.*?)` \|", CONTRIBUTING, re.MULTILINE)
    *each, (total, last) = there
    assert last.startswith("in all")
    assert sum(int(minutes) for minutes, _ in each) == int(total)
    assert len(told) > 5
    assert told == [one for one in each if not one[1].startswith("to come")]


def test_every_page_on_adding_things_is_linked():
    folder = ROOT / "docs" / "development" / "how_to"
    pages = {path.name for path in folder.glob("*.rst")} - {"index.rst"}
    linked = {*re.findall(r"\(docs/development/how_to/(\w+\.rst)\)", CONTRIBUTING)}
    assert linked == pages


def test_links_to_files_lead_there():
    for name in ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md"):
        text = (ROOT / name).read_text()
        for target in re.findall(r"\]\((?!https://)([^)#]+)\)", text):
            assert (ROOT / target).exists(), (name, target)


def test_folders_and_sessions_that_are_named_exist():
    for name in re.findall(r"^\| `(\w+)/` \|", CONTRIBUTING, re.MULTILINE):
        assert (ROOT / "tests" / name).is_dir(), name
    sessions = re.findall(
        r"^def (\w+)\(session", (ROOT / "noxfile.py").read_text(), re.M
    )
    for command in re.findall(r"nox -s ([\w ]+)", CONTRIBUTING):
        assert {*command.split()} <= {*sessions}


def test_the_citation_is_of_this_version():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cited.keys()  # that the format requires
    assert cited["version"] == sk_hpo.__version__
    page = (ROOT / "docs/development/cite.rst").read_text()
    assert f"version = {{{cited['version']}}}" in page


def test_the_changelog_has_the_forms_sections():
    changes = (ROOT / "docs" / "development" / "changes.rst").read_text()
    newest = re.compile(r"^(\d+\.\d+\.\d+) \((unreleased|\d{4}-\d\d-\d\d)\)$", re.M)
    version, date = newest.search(changes).groups()
    assert sk_hpo.__version__.startswith(version)
    assert (sk_hpo.__version__ == version) == (date != "unreleased")
    known = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert {*re.findall(r"^(.+)\n\^+$", changes, re.MULTILINE)} <= known
