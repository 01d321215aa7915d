"""What a notebook shows of a search: its result above scikit-learn's diagram."""

import pickle
import re
import sys
import time
from html.parser import HTMLParser
from importlib import invalidate_caches

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import Ridge
from sklearn.svm import SVC
from sklearn.utils import estimator_html_repr

import sk_hpo
from sk_hpo import GradSearchCV, GridSearchCV2, RandomSearchCV2, load_results
from sk_hpo.results.results import made
from sk_hpo.search.html.candidates import MOST_PARAMETERS, best_rows, candidates_table
from sk_hpo.search.html.doc_page import doc_page
from sk_hpo.search.html.result import result_html
from sk_hpo.search.html.sparkline import HEIGHT, MARGIN, WIDTH, sparkline
from sk_hpo.search.html.texts import cell_html, name_html, value_html
from tests.contracts.searches import SEARCHES, choices_too

X, y = np.zeros((20, 2)), np.arange(20) % 2
MARK = '<div class="sk-hpo-result">'
OURS = {
    *("div", "style", "table", "thead", "tbody", "tr", "th", "td", "strong", "wbr"),
    *("details", "summary", "svg", "title", "path", "circle"),
}
# Elements that have no end tag.
VOID = {"wbr", "path", "circle"}


class Model(ClassifierMixin, BaseEstimator):
    """Scores a tenth of `k`; fails where `k` is negative."""

    def __init__(self, k=0, other=None):
        self.k = k
        self.other = other

    def fit(self, X, y):
        if self.k < 0:
            raise ValueError("k is <negative>")
        self.classes_ = np.unique(y)
        return self

    def score(self, X, y):
        return self.k / 10


class Reader(HTMLParser):
    """Takes a page apart, and checks that each element is closed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.rows, self.text = [], [], [], ""
        self.attributes = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.text += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def read(html):
    """What is in our part of a page."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert set(reader.tags) <= OURS
    assert not any(name.startswith("on") for name in reader.attributes)
    return reader


def shown(search):
    """(our part, scikit-learn's) of what a notebook shows."""
    html = search._repr_html_()
    bundle = search._repr_mimebundle_()
    assert same(bundle["text/html"]) == same(html)
    assert bundle["text/plain"] == repr(search) == BaseEstimator.__repr__(search)
    ours = result_html(search)
    assert html.startswith(ours)
    return read(ours), html[len(ours) :]


def same(html):
    """A page without the numbers in its identifiers."""
    return re.sub(r"(sk-(?:container|estimator)-id)-\d+", r"\1", html)


def grid(ks, **settings):
    return GridSearchCV2(Model(), {"k": ks}, **{"cv": 2, **settings})


# --- what it has


@choices_too
@pytest.mark.parametrize("name", SEARCHES)
def test_every_search_begins_with_its_result(name):
    search = SEARCHES[name](Model(), {"k": [1, 3, 2]}, cv=2).fit(X, y)
    ours, diagram = shown(search)
    assert "Best score: 0.3 (mean of 2 splits)" in ours.text
    assert "3 candidates, " in ours.text
    assert "0 failed | complete" in ours.text
    assert ours.rows[0] == ["k", "3"]
    table = ours.rows[1:]
    assert table[0] == ["", "candidate", "score", "std", "k"]
    assert [row[2] for row in table[1:]] == ["0.3", "0.2", "0.1"]
    assert same(diagram) == same(estimator_html_repr(search))


def test_the_ten_best_are_in_the_order_of_their_scores():
    search = grid([5, 30, *range(10, 30)]).fit(X, y)
    ours, _ = shown(search)
    rows = ours.rows[2:]
    assert [row[0] for row in rows] == [str(n) for n in range(1, 11)]
    assert [row[4] for row in rows] == [str(k) for k in range(30, 20, -1)]
    assert [row[1] for row in rows][:2] == ["1", "21"]  # the number of the candidate
    assert "The 10 best of 22 candidates" in ours.text


def test_the_chosen_one_is_marked_and_always_there():
    search = grid(list(range(20)), refit=lambda table: 3).fit(X, y)
    ours, _ = shown(search)
    assert "Best score: 0.3 (mean of 2 splits), chosen by refit" in ours.text
    assert ours.rows[-1] == [" chosen", "3", "0.3", "0", "3"]
    assert len(ours.rows) == 1 + 1 + 10 + 1


def test_metrics_and_parameters_of_some_candidates_only():
    def scores(estimator, X, y):
        return {"up": estimator.k, "down": -estimator.k}

    grids = [{"k": [1, 2]}, {"k": [3], "other": ["a"]}]
    search = GridSearchCV2(Model(), grids, cv=2, scoring=scores, refit="down")
    ours, _ = shown(search.fit(X, y))
    assert "Best down: -1" in ours.text
    head, *rows = ours.rows[1:]
    assert head == ["", "candidate", "down", "std", "up", "k", "other"]
    assert rows[0] == ["1", "0", "-1", "0", "1", "1", ""]
    assert rows[2] == ["3", "2", "-3", "0", "3", "3", "'a'"]


def test_a_metric_with_a_name():
    search = GridSearchCV2(Ridge(), {"alpha": [1.0]}, scoring="neg_max_error")
    ours, _ = shown(search.fit(*load_diabetes(return_X_y=True)))
    assert "Best score (neg_max_error): -" in ours.text
    assert "All candidates" in ours.text


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores:UserWarning")
@pytest.mark.parametrize("error_score", [np.nan, 0.25])
def test_failures_and_why(error_score):
    ours, _ = shown(grid([1, -1, 3, -2], error_score=error_score).fit(X, y))
    assert "4 candidates, 8 fits, 2 failed | complete" in ours.text
    assert "2 candidates: the fit failed with ValueError: k is <negative>" in ours.text
    assert [row[4] for row in ours.rows[2:]] == ["3", "1"]


def test_candidates_that_racing_has_stopped():
    space = {"C": [1e-3, 1e-2, 0.1, 1, 10, 100], "gamma": [1e-3, 0.01, 0.1, 1]}
    search = GridSearchCV2(SVC(), space, racing=True)
    search.fit(*load_iris(return_X_y=True))
    n = len(search.stopped)
    assert n > 0
    ours, _ = shown(search)
    assert f"{n} stopped by racing" in ours.text


# --- how a search ended


def interrupt(trial, search):
    if trial.params["k"] == 2:
        raise KeyboardInterrupt


def test_stopped_by_a_callback():
    search = grid([1, 2, 3], callback=lambda trial, _: trial.params["k"] == 2)
    ours, _ = shown(search.fit(X, y))
    assert "2 candidates, " in ours.text
    assert "| stopped by <lambda>" in ours.text


def test_interrupted():
    search = grid([1, 2, 3], callback=interrupt)
    with pytest.raises(KeyboardInterrupt):
        search.fit(X, y)
    ours, _ = shown(search)
    assert "| interrupted, not refitted" in ours.text
    assert "Best score: 0.2" in ours.text


def test_ended_by_an_error():
    search = grid([1, -1], error_score="raise")
    with pytest.raises(ValueError, match="negative"):
        search.fit(X, y)
    ours, _ = shown(search)
    assert "| ended by ValueError, not refitted" in ours.text


def test_converged():
    space = {"alpha": (1e-4, 1e2, "log-uniform")}
    search = GradSearchCV(Ridge(), space, n_iter=50)
    ours, _ = shown(search.fit(*load_diabetes(return_X_y=True)))
    assert "0 failed | converged" in ours.text


def test_a_timeout():
    class Slow(Model):
        def fit(self, X, y):
            time.sleep(4 if self.k == 3 else 0)
            return super().fit(X, y)

    grid_of_ten = {"k": list(range(10))}
    search = GridSearchCV2(Slow(), grid_of_ten, cv=2, timeout=3.0, share_fits=False)
    ours, _ = shown(search.fit(X, y))
    assert re.search(r"3 candidates, .*\| timeout", ours.text)


def test_it_is_kept_in_a_pickle():
    search = grid([1, 2]).fit(X, y)
    again = pickle.loads(pickle.dumps(search))
    assert result_html(again) == result_html(search)


# --- where scikit-learn's is unchanged


def test_a_search_that_is_not_fitted_is_shown_as_before():
    search = grid([1, 2])
    assert same(search._repr_html_()) == same(estimator_html_repr(search))
    assert same(search._repr_mimebundle_()["text/html"]) == same(search._repr_html_())


def test_display_as_text():
    search = grid([1, 2]).fit(X, y)
    with config_context(display="text"):
        assert not hasattr(search, "_repr_html_")
        assert search._repr_mimebundle_() == {"text/plain": repr(search)}


def test_a_table_that_can_not_be_read():
    class Own(GridSearchCV2):
        def _publish(self, table, scorers):
            super()._publish(table, scorers)
            self.seen_ = dict(self.cv_results_)

    search = Own(Model(), {"k": [1]}, cv=2).fit(X, y)
    search.cv_results_ = {"nothing": np.zeros(1)}
    assert result_html(search) == ""
    assert same(search._repr_html_()) == same(estimator_html_repr(search))


# --- whatever users give


HOSTILE = "</script><script>alert(1)</script>\"'&<b>\x00\u202e\ud800</td></table>"


class Loud:
    """Its repr is markup."""

    def __repr__(self):
        return HOSTILE


class Broken:
    def __repr__(self):
        raise RuntimeError("no repr")


class Huge:
    def __repr__(self):
        return "<i>" * 1_000_000


class list_of_nothing:  # noqa: N801
    """reprlib takes it for a list."""

    def __repr__(self):
        return "<u>"


list_of_nothing.__name__ = "list"

VALUES = [
    HOSTILE,
    Loud(),
    Huge(),
    list_of_nothing(),
    [HOSTILE] * 1000,
    {HOSTILE: {HOSTILE: [HOSTILE]}},
    np.array([HOSTILE] * 10, dtype=object),
    10**5000,
    -(10**5000),
    b"</script>",
    "x" * 1_000_000,
]


@pytest.mark.parametrize("place", range(len(VALUES)))
def test_values_are_escaped_and_cut(place):
    value = VALUES[place]
    for text in (value_html(value, 60), cell_html(value, 60)):
        assert not set("<>\"'") & set(text)
        assert text.isprintable()
        assert len(text) <= 60 * len("&#x27;")


def test_a_repr_that_fails():
    assert value_html(Broken(), 60) == "&lt;Broken (its repr fails)&gt;"
    assert value_html([Broken()], 60) == "[&lt;Broken (its repr fails)&gt;]"


def test_names_are_escaped_and_cut():
    text = name_html(HOSTILE * 100)
    assert not set("<>\"'") & set(text.replace("<wbr>", ""))
    assert text.isprintable()
    assert len(text) < 500


def test_a_page_of_hostile_values():
    values = [value for value in VALUES if not isinstance(value, int)]  # their limit
    search = GridSearchCV2(Model(k=1), {"other": values}, cv=2, share_fits=False)
    html = search.fit(X, y)._repr_html_()
    ours = result_html(search)
    assert "script" not in read(ours).tags
    assert html.startswith(ours)
    assert len(html.encode()) < 200_000
    assert html.count("<script>") == estimator_html_repr(search).count("<script>")


def test_where_scikit_learn_has_no_diagram():
    search = GridSearchCV2(Model(k=1), {"other": [Broken()]}, cv=2).fit(X, y)
    with pytest.raises(RuntimeError, match="no repr"):
        estimator_html_repr(search)
    html = search._repr_html_()
    assert html.startswith(MARK)
    assert "could not draw its diagram (RuntimeError)" in html


def test_hostile_names_of_parameters_and_metrics():
    found = made([{HOSTILE: 1}, {HOSTILE: 2}], HOSTILE, {HOSTILE: [1.0, 2.0]})
    ours = read(candidates_table(found))
    assert len(ours.rows) == 3


@pytest.mark.slow
def test_two_thousand_candidates_and_many_parameters():
    space = {"k": list(range(2000)), "other": [Huge()]}
    one_split = [(np.arange(len(X)), np.arange(len(X)))]
    search = RandomSearchCV2(Model(), space, n_iter=2000, cv=one_split)
    html = search.fit(X, y)._repr_html_()
    assert html.startswith(MARK)
    assert len(html.encode()) < 200_000
    rng = np.random.default_rng(0)
    wide = [{f"step__{'name' * 20}_{i}": "x" * 500 for i in range(100)}] * 2000
    scores = np.sort(rng.standard_normal(2000))
    found = made(wide, "score", {"score": scores}, {"score": scores[:, None]})
    ours = candidates_table(found) + sparkline(found)
    assert len(ours.encode()) < 100_000
    assert f"and {100 - MOST_PARAMETERS} more parameters" in ours


# --- the line of the best so far


def line(scores, **more):
    """(x, y) of the corners of the line."""
    params = [{"k": i} for i in range(len(scores))]
    svg = sparkline(made(params, "score", {"score": scores}, **more))
    (path,) = re.findall(r' d="([^"]+)"', svg)
    x, y, corners = None, None, []
    for letter, numbers in re.findall(r"([MHV])([\d. -]+)", path):
        values = [float(one) for one in numbers.split()]
        if letter == "M":
            x, y = values
        elif letter == "H":
            (x,) = values
        else:
            (y,) = values
        corners.append((x, y))
    read(svg)
    return np.array(corners), svg


def test_the_line_goes_up_in_steps():
    corners, svg = line([1.0, 0.0, 2.0, 1.5, 3.0])
    low, high = HEIGHT - MARGIN, MARGIN
    middle, end = WIDTH / 2, WIDTH - MARGIN
    expected = [(MARGIN, low), (middle, low), (middle, 24), (end, 24), (end, high)]
    np.testing.assert_allclose(corners[:5], expected, atol=0.06)
    assert "Best score so far: 1 after 1 and 3 after 5 candidates" in svg


def test_failed_candidates_do_not_count():
    _, svg = line([np.nan, 1.0, np.nan, 2.0, np.nan])
    assert "1 after 2 and 2 after 5 candidates" in svg


@pytest.mark.parametrize("scores", [[1.0], [1.0, 1.0], [2.0, 1.0], [np.nan, 0.0]])
def test_a_flat_line_is_in_the_middle(scores):
    corners, _ = line(scores)
    assert set(corners[:, 1]) == {HEIGHT / 2}


def test_a_disaster_at_the_beginning_does_not_flatten_the_rest():
    corners, _ = line([-1e9, *np.linspace(0, 1, 20)])
    assert len(set(corners[:, 1])) > 10


def test_scores_at_the_ends_of_floats():
    corners, _ = line([-1.7e308, 0.0, 1.7e308])
    assert np.isfinite(corners).all()


def test_the_order_is_that_of_the_search():
    corners, _ = line([3.0, 1.0, 2.0], numbers=np.array([2, 0, 1]))
    assert (np.diff(corners[:, 1]) <= 0).all()
    assert len(set(corners[:, 1])) == 3


def test_a_line_of_many_steps_is_short():
    corners, svg = line(np.arange(2000.0))
    assert len(svg) < 20_000
    assert corners[-1, 1] == MARGIN


def test_rows_without_a_score():
    found = made([{"k": 1}, {"k": 2}], "score", {"score": [np.nan, 1.0]}, chosen=0)
    assert best_rows(found) == [1, 0]


# --- a search of a checkpoint


def test_a_search_of_a_checkpoint(tmp_path):
    path = tmp_path / "search.db"
    grid([1, 3, 2], checkpoint=path).fit(X, y)
    (saved,) = load_results(path)
    html = saved._repr_html_()
    assert html.startswith("<p>GridSearchCV2 of Model(), begun ")
    ours = read(html.partition("</p>")[2])
    assert "Best score: 0.3 (mean of 2 splits)" in ours.text
    assert "3 candidates, 0 failed" in ours.text
    with config_context(display="text"):
        assert saved._repr_html_() is None


def test_one_without_a_complete_candidate():
    saved = sk_hpo.SavedSearch("GridSearchCV2", "SVC()", {}, None, "", {}, 0, {})
    assert saved._repr_html_() is None


# --- links to documentation


def link_of(search):
    return search._get_doc_link()


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a package of our name, with the addresses that are given."""

    def install(*urls):
        folder = tmp_path / "sk_hpo-0.0.dist-info"
        folder.mkdir()
        lines = ["Metadata-Version: 2.1", "Name: sk_hpo", "Version: 0.0"]
        lines += [f"Project-URL: {url}" for url in urls]
        (folder / "METADATA").write_text("\n".join(lines) + "\n")
        monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
        invalidate_caches()
        doc_page.cache_clear()

    yield install
    doc_page.cache_clear()


@pytest.mark.parametrize(
    "urls",
    [
        [],
        ["Source, https://example.org/code"],
        ["Documentation, javascript:alert(1)"],
        ["Documentation"],
    ],
)
def test_without_an_address_there_is_no_link(installed, urls):
    installed(*urls)
    search = grid([1, 2]).fit(X, y)
    assert link_of(search) == ""
    assert "href" not in search._repr_html_()


def test_the_link_is_to_the_page_of_the_class(installed):
    installed("Source, https://example.org/code", "Documentation, https://docs.org/a/")
    search = grid([1, 2]).fit(X, y)
    page = "https://docs.org/a/api/generated/sk_hpo.GridSearchCV2.html"
    assert link_of(search) == page
    assert f'href="{page}"' in search._repr_html_()

    class Own(GridSearchCV2):
        """Of a user, so there is no page."""

    assert link_of(Own(Model(), {"k": [1]})) == ""


def test_links_of_scikit_learn_s_classes_are_theirs():
    search = GridSearchCV2(Ridge(), {"alpha": [1.0]})
    search.fit(*load_diabetes(return_X_y=True))
    assert "sklearn.linear_model.Ridge.html" in search._repr_html_()
