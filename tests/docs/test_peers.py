"""Who searches for a peer's name finds the page that says what it is called here."""

import json
import re

import pytest

from tests.docs.pages import DOCS, pages

BUILT = DOCS / "_build" / "html" / "searchindex.js"
INDEX = re.compile(r"^\.\. index:: (.*\n(?:   .*\n)*)", re.MULTILINE)
NAMES = {
    "scikit_learn": ["GridSearchCV", "RandomizedSearchCV"],
    "halving": ["HalvingRandomSearchCV", "HalvingGridSearchCV", "successive halving"],
    "scikit_optimize": ["skopt", "scikit-optimize", "optimizer_kwargs"],
    "optuna": ["OptunaSearchCV", "n_trials", "TPESampler", "suggest_float"],
    "tune_sklearn": ["TuneSearchCV", "TuneGridSearchCV", "time_budget_s"],
    "dask_ml": ["dask-ml", "HyperbandSearchCV", "cache_cv"],
    "flaml": ["FLAML", "time_budget", "estimator_list"],
}
# What a peer calls it, and the page of the class that does it here.
CLASSES = {
    "GridSearchCV": "guide/grid",
    "TuneGridSearchCV": "guide/grid",
    "HalvingGridSearchCV": "guide/halving",
    "RandomizedSearchCV": "guide/random",
    "HalvingRandomSearchCV": "guide/halving",
    "Hyperband": "guide/halving",
    "HyperbandSearchCV": "guide/halving",
    "SuccessiveHalvingSearchCV": "guide/halving",
    "HyperbandPruner": "guide/levels",
    "SuccessiveHalvingPruner": "guide/levels",
    "OptunaSearchCV": "guide/bayes",
    "TPE": "guide/bayes",
    "TPESampler": "guide/bayes",
    "TuneSearchCV": "guide/bayes",
    "gp_minimize": "guide/bayes",
    "AutoML": "guide/auto",
    "FLAML": "guide/auto",
    "RidgeCV": "guide/grad",
    "LogisticRegressionCV": "guide/grad",
}


def index_entries(text):
    """The entries of a page; one with an exclamation mark is a main entry."""
    return [
        entry.strip() for found in INDEX.findall(text) for entry in found.split(",")
    ]


def main_pages(name):
    return {
        page for page, text in pages().items() if f"! {name}" in index_entries(text)
    }


@pytest.mark.parametrize("page", NAMES)
def test_a_name_leads_to_the_page(page):
    text = pages()[f"coming_from/{page}"]
    assert set(NAMES[page]) <= {entry.lstrip("! ") for entry in index_entries(text)}


@pytest.mark.parametrize("name", CLASSES)
def test_the_class_is_among_the_first_three_that_are_found(name):
    # Sphinx gives a main entry that is the word itself 100, and nothing else over 100;
    # an entry that is not main comes after everything else.
    found = main_pages(name)
    assert CLASSES[name] in found
    assert len(found) <= 3


@pytest.mark.parametrize("name", CLASSES)
def test_the_page_of_the_class_says_so(name):
    parts = pages()[CLASSES[name]].split("\n\n")
    (line,) = [part for part in parts if part.startswith("In place of: ")]
    assert re.search(rf"\b{name}\b", line)


@pytest.mark.skipif(not BUILT.exists(), reason="needs the built pages")
@pytest.mark.parametrize("name", CLASSES)
def test_the_index_of_the_built_pages_has_it(name):
    index = json.loads(re.search(r"\{.*\}", BUILT.read_text("utf-8"), re.DOTALL)[0])
    found = index["indexentries"][name.lower()]
    mains = {index["docnames"][page] for page, _, is_main in found if is_main}
    assert mains == main_pages(name)


@pytest.mark.parametrize("page", NAMES)
def test_it_has_their_words_and_what_is_missing(page):
    text = pages()[f"coming_from/{page}"]
    heads = ["Their words and ours", "What differs", "What we lack"]
    assert [head for head in heads if f"\n{head}\n---" in text] == heads
    assert ":header-rows: 1" in text
