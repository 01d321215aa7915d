"""Which scores are below a picture."""

import numpy as np
import pytest

from sk_hpo.plot.score_limits import limit_scores, lowest_shown

plt = pytest.importorskip("matplotlib.pyplot")

SCORES = np.linspace(0.8, 0.9, 30)


def test_disasters_are_cut_off_and_named():
    ax = plt.figure().subplots()
    text = limit_scores(ax, [*SCORES, -5.0, np.nan])
    assert "down to -5" in text.get_text()
    low, high = ax.get_ylim()
    assert 0.78 < low < 0.8
    assert 0.9 < high < 0.91


def test_a_few_scores_are_all_shown():
    assert lowest_shown([0.9, 0.9, 0.9, -5.0]) == -5.0


def test_nothing_is_said_if_all_are_shown():
    assert limit_scores(plt.figure().subplots(), SCORES) is None


def test_equal_scores_have_some_height():
    for score in (0.0, 1.0, -3.0):
        ax = plt.figure().subplots()
        assert limit_scores(ax, [score] * 3) is None
        low, high = ax.get_ylim()
        assert low < score < high
