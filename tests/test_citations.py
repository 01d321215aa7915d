"""What code and pages cite exists: equations by number, and documents by name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EQUATIONS = ROOT / "docs" / "development" / "architecture" / "hypergradients.rst"
ROOMS = ["sk_hpo", "tests", "benchmarks", "docs", "examples", ".ci"]

NUMBER = r"\(\d+\)"
CITED = re.compile(rf"ypergradients,\s+({NUMBER}(?:(?:,| and| to)\s+{NUMBER})*)")
DOCUMENT = re.compile(r"\b[\w-]+\.md\b")
# A section of what only those know who wrote it: papers have an author and a year.
SECTION = re.compile(r"\b([A-Z]{2,})\s+sections?\s+\d")


def texts():
    """Each file of the repository that may cite, and what is written in it."""
    files = [ROOT / "README.md", ROOT / "pyproject.toml", ROOT / "noxfile.py"]
    for room in ROOMS:
        files += [
            path
            for path in (ROOT / room).rglob("*")
            if path.suffix in {".py", ".rst", ".md", ".toml", ""} and path.is_file()
        ]
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in files
        if path != Path(__file__) and "_build" not in path.parts
    }


def cited(text):
    """The numbers of the equations that a text cites."""
    return [int(n) for found in CITED.findall(text) for n in re.findall(r"\d+", found)]


def documents(text):
    """The documents that a text cites besides pages."""
    names = [name for name in DOCUMENT.findall(text) if not (ROOT / name).is_file()]
    return names + SECTION.findall(text)


@pytest.fixture(scope="module")
def numbers():
    return [int(n) for n in re.findall(r"\\tag\{(\d+)\}", EQUATIONS.read_text())]


def test_equations_are_numbered_in_order(numbers):
    assert numbers == list(range(1, len(numbers) + 1))


def test_equations_that_are_cited_exist(numbers):
    citations = {
        f"{file}: ({n})" for file, text in texts().items() for n in cited(text)
    }
    lost = {c for c in citations if int(c.rpartition("(")[2][:-1]) not in numbers}
    assert citations
    assert not lost, "\n".join(sorted(lost))


def test_documents_that_are_cited_exist():
    lost = [
        f"{file}: {name}" for file, text in texts().items() for name in documents(text)
    ]
    assert not lost, "\n".join(lost)


def test_what_cites():
    assert cited("By hypergradients,\n(2), (3) and (14): see (1)") == [2, 3, 14]
    assert cited("Notation (hypergradients, (1) to (5)): w") == [1, 5]
    assert documents("(PLAN section 3), in PLAN.md and README.md") == [
        "PLAN.md",
        "PLAN",
    ]
