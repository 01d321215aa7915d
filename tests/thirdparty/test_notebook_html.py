"""A notebook with searches, run by a real kernel and looked at in a real browser."""

import json
import re
import shutil
import subprocess
from base64 import b64decode

import pytest

pytest.importorskip("ipykernel")
nbclient = pytest.importorskip("nbclient")
nbconvert = pytest.importorskip("nbconvert")
nbformat = pytest.importorskip("nbformat")

pytestmark = pytest.mark.slow

PATIENCE = 120  # seconds
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome-headless-shell")

BEGIN = """
import warnings
from sklearn.datasets import load_iris
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC
from sk_hpo import BayesSearchCV, GridSearchCV2
warnings.simplefilter("ignore")
X, y = load_iris(return_X_y=True)
"""
SUGGESTED = """
space = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-4, 1e1, "log-uniform")}
BayesSearchCV(SVC(), space, n_iter=15, random_state=0, verbose=1).fit(X, y)
"""
HALF_FAILED = """
hostile = "</script></style><script>window.ran = true</script><b onclick=alert(1)>"
grid = {"svc__C": [1, 10], "simpleimputer__strategy": ["mean", hostile]}
GridSearchCV2(make_pipeline(SimpleImputer(), SVC()), grid, verbose=1).fit(X, y)
"""
INTERRUPTED = """
def stop(trial, search):
    if trial.candidate.id == 2:
        raise KeyboardInterrupt

search = GridSearchCV2(SVC(), {"C": [1, 2, 3, 4]}, callback=stop, verbose=1)
try:
    search.fit(X, y)
except KeyboardInterrupt:
    pass
search
"""
QUIET = "GridSearchCV2(SVC(), {'C': [1, 2]}).fit(X, y);"

# Takes the measures of a page and writes them into it.
MEASURE = """
<script>
window.addEventListener("load", () => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const box = one => {
    const {left, right, top, bottom} = one.getBoundingClientRect();
    return {left, right, top, bottom};
  };
  const of = result => {
    const path = result.querySelector("svg path");
    const next = result.parentElement.querySelector(".sk-top-container");
    return {
      text: result.innerText,
      colour: rgb(getComputedStyle(result.querySelector(".sk-hpo-best")).color),
      stroke: rgb(getComputedStyle(path).stroke),
      box: box(result),
      line: box(path),
      drawing: box(result.querySelector("svg")),
      rows: result.querySelectorAll(".sk-hpo-candidates tbody tr").length,
      cut: [...result.querySelectorAll("th, td")]
        .filter(one => one.scrollWidth > one.clientWidth + 1)
        .map(one => one.innerText),
      diagram: box(next),
    };
  };
  const measured = {
    ran: window.ran === true,
    background: rgb(getComputedStyle(document.body).backgroundColor),
    results: [...document.querySelectorAll(".sk-hpo-result")].map(of),
  };
  const element = document.createElement("pre");
  element.id = "measured";
  element.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(measured))));
  document.body.append(element);
});
</script>
"""


@pytest.fixture(scope="module")
def notebook():
    cells = [BEGIN, SUGGESTED, HALF_FAILED, INTERRUPTED, QUIET]
    made = nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, cells)])
    nbclient.NotebookClient(made, timeout=PATIENCE, kernel_name="python3").execute()
    nbformat.validate(made)
    return made


@pytest.fixture(scope="module")
def look(notebook, tmp_path_factory):
    """Shows the notebook in a browser; returns the measures of its page."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"there is no browser: none of {', '.join(BROWSERS)} is installed")
    folder = tmp_path_factory.mktemp("page")

    def measured(theme):
        exporter = nbconvert.HTMLExporter(theme=theme)
        html, _ = exporter.from_notebook_node(notebook)
        page = folder / f"{theme}.html"
        page.write_text(html.replace("</head>", f"{MEASURE}</head>", 1), "utf-8")
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu"]
        command += ["--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1200,3000"]
        command += [
            f"--user-data-dir={folder / 'profile'}",
            "--virtual-time-budget=5000",
        ]
        found = subprocess.run(
            [*command, "--dump-dom", page.as_uri()],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        ).stdout
        (text,) = re.findall(r'<pre id="measured">([^<]+)</pre>', found)
        return json.loads(b64decode(text))

    return measured


def outputs(notebook, cell):
    return [one["output_type"] for one in notebook.cells[cell].outputs]


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        (1, r"75 fits in \d:\d\d \| best 0\.98667 \| complete"),
        (2, r"20 fits in \d:\d\d \| best 0\.98 \| complete"),
        (3, r"\d+ fits in \d:\d\d \| best 0\.98 \| interrupted"),
    ],
)
def test_one_line_stays_in_the_file_above_the_result(notebook, cell, line):
    assert outputs(notebook, cell) == ["display_data", "execute_result"]
    shown, result = notebook.cells[cell].outputs
    assert list(shown["data"]) == ["text/plain"]
    assert re.fullmatch(line, shown["data"]["text/plain"])
    assert result["data"]["text/html"].startswith('<div class="sk-hpo-result">')
    assert len(result["data"]["text/html"]) < 200_000
    assert "SearchCV" in result["data"]["text/plain"]


def test_a_search_that_is_not_verbose_shows_nothing(notebook):
    assert outputs(notebook, 4) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_a_browser(look, theme):
    page = look(theme)
    assert page["ran"] is False
    assert (sum(page["background"][:3]) > 600) == (theme == "light")
    suggested, half_failed, interrupted = page["results"]
    for one in page["results"]:
        for colour in (one["colour"], one["stroke"]):
            assert contrast(colour, page["background"]) > 7
        assert one["cut"] == []
        inside(one["line"], one["drawing"])
        inside(one["drawing"], one["box"])
        assert one["diagram"]["top"] >= one["box"]["bottom"]
        assert one["box"]["right"] <= 1200
    assert "15 candidates, 75 fits, 0 failed | complete" in suggested["text"]
    assert suggested["rows"] == 10
    assert "2 failed | complete" in half_failed["text"]
    assert "the fit failed with" in half_failed["text"]
    assert "| interrupted, not refitted" in interrupted["text"]


def inside(inner, outer, margin=4):
    """Fail unless a box is inside another, but for the width of lines."""
    for near in ("left", "top"):
        assert inner[near] >= outer[near] - margin
    for far in ("right", "bottom"):
        assert inner[far] <= outer[far] + margin


def contrast(one, other):
    """The contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [part / 255 for part in colour[:3]]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return sum(
        weight * part
        for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
