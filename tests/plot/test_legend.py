"""A legend above the axes leaves room for titles, and says what it is given."""

import pickle

import pytest

from sk_hpo.plot.legend import legend_above


@pytest.fixture
def plt():
    return pytest.importorskip("matplotlib.pyplot")


def made(plt, labels, ncols=3, layout="constrained"):
    figure, ax = plt.subplots(figsize=(6, 4), layout=layout)
    lines = [ax.plot([1, 2], marker="o", markersize=1)[0] for _ in labels]
    return figure, ax, legend_above(ax, lines, labels, ncols)


@pytest.mark.parametrize("layout", ["constrained", "tight", None])
@pytest.mark.parametrize("n", [1, 8])
@pytest.mark.in_turn
def test_titles_are_above_the_legend(plt, layout, n):
    figure, ax, legend = made(plt, [f"label {i}" for i in range(n)], layout=layout)
    ax.set_title("a title")
    figure.suptitle("of the figure")
    figure.canvas.draw()
    box, title = legend.get_window_extent(), ax.title.get_window_extent()
    assert ax.bbox.y1 <= box.y0 + 1e-6
    assert box.y1 <= title.y0
    if layout == "constrained":
        assert title.y1 <= figure._suptitle.get_window_extent().y0
    assert figure.axes == [ax]


def test_there_are_as_many_columns_as_fit(plt):
    def shape(labels, ncols):
        figure, _, legend = made(plt, labels, ncols)
        figure.canvas.draw()
        places = [text.get_window_extent().x0 for text in legend.get_texts()]
        return len({round(x) for x in places})

    assert shape(["a"] * 6, 3) == 3
    assert shape(["a" * 25] * 6, 3) == 2
    assert shape(["a" * 70] * 6, 3) == 1


def test_labels_are_written_as_they_are(plt):
    figure, _, legend = made(plt, ["_$x^{$", "$a$"])
    assert [text.get_text() for text in legend.get_texts()] == [" _$x^{$", "$a$"]
    figure.canvas.draw()


def test_tiny_markers_are_seen(plt):
    legend = made(plt, ["a"])[2]
    assert legend.legend_handles[0].get_markersize() == 5.0


def test_without_the_legend_the_title_is_on_the_axes(plt):
    figure, ax, legend = made(plt, ["a"], layout=None)
    legend.remove()
    ax.set_title("a title")
    figure.canvas.draw()
    assert ax.title.get_window_extent().y0 < ax.bbox.y1 + 10


def test_nothing_needs_no_legend(plt):
    assert made(plt, [])[2] is None


def test_a_figure_can_be_pickled(plt):
    pickle.loads(pickle.dumps(made(plt, ["a"])[0])).canvas.draw()
