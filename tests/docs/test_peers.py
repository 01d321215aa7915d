"""Who searches for a peer's name finds the page that says what it is called here."""

import re

import pytest

from tests.docs.pages import pages

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


@pytest.mark.parametrize("page", NAMES)
def test_a_name_leads_to_the_page(page):
    text = pages()[f"coming_from/{page}"]
    entries = [
        entry.strip() for found in INDEX.findall(text) for entry in found.split(",")
    ]
    assert set(NAMES[page]) <= set(entries)


@pytest.mark.parametrize("page", NAMES)
def test_it_has_their_words_and_what_is_missing(page):
    text = pages()[f"coming_from/{page}"]
    heads = ["Their words and ours", "What differs", "What we lack"]
    assert [head for head in heads if f"\n{head}\n---" in text] == heads
    assert ":header-rows: 1" in text
