"""ParameterImportanceDisplay: what its artists show."""

import numpy as np
import pytest

from sk_hpo import parameter_importances
from sk_hpo.plot import ParameterImportanceDisplay
from sk_hpo.plot.importance.short_name import short_name

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")

LONG = "columntransformer__num__imputer__strategy"


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def table(n=40, p=3, names=None):
    rng = np.random.default_rng(0)
    U = rng.random((n, p))
    names = names or [f"x{i}" for i in range(p)]
    return {
        "params": [dict(zip(names, map(float, u), strict=True)) for u in U],
        "mean_test_score": U[:, 0] * U[:, 1] + 0.5 * U[:, 0],
    }


def labels(display):
    return [text.get_text() for text in display.ax_.get_yticklabels()]


def widths(bars):
    return [bar.get_width() for bar in bars]


def test_the_bars():
    found = parameter_importances(table())
    display = ParameterImportanceDisplay.from_cv_results(table())
    assert widths(display.shares_) == [row.share for row in found.parameters]
    assert widths(display.totals_) == [row.total for row in found.parameters]
    assert widths(display.pairs_) == [found.pairs[0].share]
    assert widths(display.noise_) == [found.noise]
    assert labels(display) == ["x0", "x1", "x2", "x0 and x1", "(noise)"]
    # from top to bottom
    places = [bar.get_y() for bar in (*display.shares_, *display.pairs_)]
    assert places == sorted(places)
    assert display.ax_.yaxis_inverted()


def test_the_error_bars():
    display = ParameterImportanceDisplay.from_cv_results(table())
    (lines,) = display.shares_.errorbar.lines[2]
    ends = np.array([path[:, 0] for path in lines.get_segments()])
    rows = display.importances.parameters
    np.testing.assert_allclose(
        ends, [[r.share - r.share_std, r.share + r.share_std] for r in rows]
    )


def test_how_many_bars():
    draw = ParameterImportanceDisplay.from_cv_results
    display = draw(table(p=14), n_draws=8)
    assert len(display.shares_) == 10
    display = draw(table(p=14), n_draws=8, n_parameters=3, n_pairs=0)
    assert len(display.shares_) == 3
    assert display.pairs_ is None
    for options in ({"n_parameters": 0}, {"n_pairs": -1}, {"n_draws": 1}):
        (name,) = options
        with pytest.raises(ValueError, match=f"{name} must be an integer of at least"):
            draw(table(), **options)


def test_options_reach_the_computation():
    draw = ParameterImportanceDisplay.from_cv_results
    display = draw(table(), n_draws=8, random_state=3)
    found = parameter_importances(table(), n_draws=8, random_state=3)
    assert display.importances.n_draws == 8
    assert display.importances.parameters == found.parameters


def test_alternatives_are_named():
    cv_results = {
        "params": [{"kernel": "a", "C": c} for c in (1.0, 2.0, 3.0)]
        + [{"kernel": "b", "gamma": g} for g in (1.0, 2.0, 3.0)],
        "mean_test_score": [1.0, 2.0, 3.0, 3.0, 2.0, 9.0],
    }
    display = ParameterImportanceDisplay.from_cv_results(cv_results)
    assert {*labels(display)} == {
        "C\n(kernel=a)",
        "gamma\n(kernel=b)",
        "(alternative)",
        "(noise)",
    }


def test_long_and_odd_names_fit():
    names = [LONG, "a$b$c", "_hidden"]
    display = ParameterImportanceDisplay.from_cv_results(table(names=names))
    display.figure_.canvas.draw()
    assert max(len(label) for label in labels(display)) < 40
    assert "a\\$b\\$c" in labels(display)


def test_short_names():
    assert short_name(LONG, 60) == LONG
    assert short_name(LONG, 32) == "…num__imputer__strategy"
    assert short_name(LONG, 16) == "…strategy"
    assert short_name(LONG, 6) == "…ategy"
    assert len(short_name("x" * 50, 20)) == 20
