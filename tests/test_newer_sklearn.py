"""With a scikit-learn newer than the known ones, searches run, and say what is off.

Each test has an interpreter of its own, in which the version is raised by hand and
private names of scikit-learn are hidden from this package, and from nothing else. All
are forks of one that has imported scikit-learn, since that takes seconds.
"""

import ast
import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import sk_hpo
from sk_hpo._compat.versions import KNOWN, OLDEST, SKLEARN

pytestmark = [
    pytest.mark.skipif(
        SKLEARN != KNOWN, reason="the branches of the newest known version are meant"
    ),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="interpreters are forks"),
]
ROOT = Path(__file__).parents[1]

# `hide` makes imports of private names fail; `gone(path)` says which. Public names of
# scikit-learn can still be imported.
BEFORE = """
import ast, builtins, importlib, os, sys, traceback, types, warnings

import sklearn
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

X, y = load_iris(return_X_y=True)
SPACE = {"svc__C": [0.001, 0.1, 10.0], "svc__kernel": ["rbf", "linear"]}
MODEL = make_pipeline(StandardScaler(), SVC())
THEIRS = [
    GridSearchCV(MODEL, SPACE, cv=3).fit(X, y),
    RandomizedSearchCV(MODEL, SPACE, n_iter=4, cv=3, random_state=0).fit(X, y),
]


def private(path):
    return any(part.startswith("_") for part in path.split("."))


def hide(gone):
    statement, function = builtins.__import__, importlib.import_module

    def ours(depth):
        return sys._getframe(depth).f_globals["__name__"].startswith("sk_hpo")

    def lacks(name):
        return name.startswith("sklearn") and private(name) and gone(name)

    def by_statement(name, globals=None, locals=None, fromlist=(), level=0):
        if ours(2):
            for path in (name, *(f"{name}.{one}" for one in fromlist or ())):
                if lacks(path):
                    raise ImportError(f"no {path}")
        return statement(name, globals, locals, fromlist, level)

    def by_function(name, package=None):
        if not ours(2):
            return function(name, package)
        if lacks(name):
            raise ImportError(f"no {name}")
        found = function(name, package)
        if not name.startswith("sklearn"):
            return found
        seen = types.ModuleType(name)
        kept = {n: v for n, v in vars(found).items() if not lacks(f"{name}.{n}")}
        vars(seen).update(kept)
        return seen

    builtins.__import__, importlib.import_module = by_statement, by_function


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            exec(ast.literal_eval(line), globals())
        except BaseException:
            result = traceback.format_exc()
        print(repr(result), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
SCRIPT = """
sklearn.__version__ = "1.99.0"
HIDE
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import sk_hpo
at_import = [str(one.message) for one in caught]


def searches(**settings):
    given = {"cv": 3, **settings}
    drawn = {**given, "random_state": 0}
    return [
        sk_hpo.GridSearchCV2(MODEL, SPACE, **given),
        sk_hpo.RandomSearchCV2(MODEL, SPACE, n_iter=4, **drawn),
        sk_hpo.BayesSearchCV(MODEL, SPACE, n_iter=6, **drawn),
    ]


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    BODY
result = at_import, [str(one.message) for one in caught], result
"""
SAME = """
    grid, random, bayes = [search.fit(X, y) for search in searches()]
    for ours, theirs in zip((grid, random), THEIRS, strict=True):
        assert ours.best_params_ == theirs.best_params_
        columns = theirs.cv_results_.keys()
        assert ours.cv_results_.keys() == columns, ours.cv_results_.keys() ^ columns
        for name in columns:
            if "test_" in name:
                assert (ours.cv_results_[name] == theirs.cv_results_[name]).all(), name
    assert bayes.best_score_ == THEIRS[0].best_score_
    assert (grid.predict(X) == THEIRS[0].predict(X)).all()
"""
SHARED = """
    shared = {}
    for model, name in (
        (RandomForestClassifier(random_state=0), "n_estimators"),
        (KNeighborsClassifier(), "n_neighbors"),
    ):
        search = sk_hpo.GridSearchCV2(model, {name: [2, 4]}, cv=3).fit(X, y)
        report = search.sharing_report
        shared[name] = int(report["fits_saved"].sum()), str(report["reason"][0])
    result = shared
"""


@pytest.fixture(scope="module")
def interpreter():
    """Forks itself for each line of code."""
    path = str(Path(sk_hpo.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", BEFORE],
        # threads of OpenMP would be lost in a fork
        env=os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        yield process
        _end(process)


def _end(process):
    """End the interpreter, and what it has forked."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def run(interpreter):
    """(warnings of the import, warnings after it, result) of a body of statements."""

    def run(body, hide="", version=None):
        code = SCRIPT.replace("HIDE", hide).replace("    BODY", body.strip("\n"))
        if version:
            code = code.replace("1.99.0", version)
        print(repr(code), file=interpreter.stdin, flush=True)
        told, ended = "", False  # the last line before the end
        limit = threading.Timer(120, _end, (interpreter,))
        limit.start()
        for line in interpreter.stdout:
            if ended := line == "ended\n":
                break
            told = line
        limit.cancel()
        assert ended, "it died, or took longer than 120 seconds"
        found = ast.literal_eval(told)
        assert not isinstance(found, str), found
        return found

    return run


def test_it_warns_once_and_all_else_is_as_before(run):
    at_import, later, shared = run(SAME + SHARED)
    (text,) = at_import
    for part in ("1.6 to 1.9", "1.99.0", "Nothing that it needs is missing"):
        assert part in text
    for advice in ("share_fits=False", "upgrade sk_hpo", "scikit-learn<1.10"):
        assert advice in text
    assert later == []
    assert {saved for saved, _ in shared.values()} == {3}


def test_on_public_names_alone(run):
    everything = "hide(lambda path: True)"
    at_import, later, shared = run(SAME + SHARED, everything)
    (text,) = at_import
    for lost in (
        "sklearn.base._fit_context (arguments of searches are not checked)",
        "sklearn.model_selection._validation._fit_and_score",
        "sklearn.utils._param_validation.StrOptions",
        "sklearn.utils.metaestimators._safe_split (candidates share no fits)",
    ):
        assert lost in text
    assert any("sk_hpo._compat" in one or "lacks" in one for one in later)
    assert {saved for saved, _ in shared.values()} == {0}
    assert all("newer" in reason for _, reason in shared.values())


def test_several_metrics_failures_and_weights_on_public_names_alone(run):
    body = """
    import numpy as np
    settings = {
        "cv": 3,
        "scoring": {"a": "accuracy", "f1": "f1_macro"},
        "refit": "f1",
        "return_train_score": True,
        "error_score": -9.0,
    }
    grid, weights = {"svc__C": [1.0, -1.0]}, np.linspace(0.1, 1, len(y))
    tables = [
        search.fit(X, y, svc__sample_weight=weights).cv_results_
        for search in (
            sk_hpo.GridSearchCV2(MODEL, grid, **settings),
            GridSearchCV(MODEL, grid, **settings),
        )
    ]
    result = [
        {name: of.tolist() for name, of in table.items() if "_test_" in name}
        for table in tables
    ]
"""
    _, later, (ours, theirs) = run(body, "hide(lambda path: True)")
    assert ours == theirs
    assert ours["mean_test_a"][1] == -9.0
    assert sum("3 fits failed out of" in text for text in later) == 2


def test_what_one_rule_needs_is_missing(run):
    forest = "hide(lambda path: path.startswith('sklearn.ensemble._forest'))"
    at_import, later, shared = run(SHARED, forest)
    assert "Nothing that it needs is missing" in at_import[0]
    (text,) = later
    assert "sk_hpo.sharing.rules.forest" in text
    assert "it is not used" in text
    assert "_forest" in text
    assert shared["n_estimators"][0] == 0
    assert shared["n_neighbors"][0] == 3


def test_methods_of_the_base_class_are_missing(run):
    lose = """
for name in (
    "_check_refit_for_multimetric", "_format_results", "_get_routed_params_for_fit",
    "_get_scorers", "_select_best_index",
):
    delattr(GridSearchCV.__base__, name)
"""
    at_import, later, _ = run(SAME + "    result = None", lose)
    assert "BaseSearchCV._format_results" in at_import[0]
    assert later == []


CHANGED = """
def other(*, renamed):
    raise AssertionError("it was called")


class Compiled:
    @property
    def __signature__(self):
        raise ValueError("no signature found")

    def __call__(self, *args, **kwargs):
        raise AssertionError("it was called")


def change(functions, to):
    function = importlib.import_module

    def by_function(name, package=None):
        found = function(name, package)
        ours = sys._getframe(1).f_globals["__name__"].startswith("sk_hpo")
        changed = {path.rpartition(".")[2] for path in functions
                   if path.rpartition(".")[0] == name}
        if not ours or not changed:
            return found
        seen = types.ModuleType(name)
        vars(seen).update(vars(found), **dict.fromkeys(changed, to))
        return seen

    importlib.import_module = by_function


FUNCTIONS = [
    "sklearn.base._fit_context",
    "sklearn.model_selection._search._search_estimator_has",
    "sklearn.model_selection._validation._insert_error_scores",
    "sklearn.model_selection._validation._score",
    "sklearn.model_selection._validation._warn_or_raise_about_fit_failures",
    "sklearn.utils._safe_indexing",
    "sklearn.utils.metaestimators._safe_split",
    "sklearn.utils.validation._check_method_params",
    "sklearn.utils.validation._num_samples",
]
METHODS = (
    "_check_refit_for_multimetric", "_format_results", "_get_routed_params_for_fit",
    "_get_scorers", "_select_best_index",
)
"""


@pytest.mark.parametrize("to", ["other", "Compiled()"])
def test_functions_that_take_other_arguments(to, run):
    at_import, later, shared = run(SAME + SHARED, f"{CHANGED}\nchange(FUNCTIONS, {to})")
    (text,) = at_import
    assert text.count("sklearn.") == 8
    assert "sklearn.utils.validation._num_samples (candidates share no fits)" in text
    assert ["_safe_indexing" in one for one in later] == [True]
    assert {saved for saved, _ in shared.values()} == {0}


def test_methods_of_the_base_class_that_take_other_arguments(run):
    change = "for name in METHODS:\n    setattr(GridSearchCV.__base__, name, other)"
    at_import, later, _ = run(SAME + "    result = None", f"{CHANGED}\n{change}")
    assert at_import[0].count("BaseSearchCV._") == 5
    assert later == []


def test_contexts_of_callbacks_have_changed(run):
    lose = """
from sklearn.callback._callback_context import CallbackContext
theirs = CallbackContext.subcontext

def subcontext(self, *args, **kwargs):
    assert not sys._getframe(1).f_globals["__name__"].startswith("sk_hpo")
    return theirs(self, *args, **kwargs)

CallbackContext.subcontext = subcontext
"""
    at_import, later, shared = run(SAME + SHARED, lose)
    assert "Nothing that it needs is missing" in at_import[0]
    assert later == []
    assert {saved for saved, _ in shared.values()} == {3}


def test_the_scorers_of_several_metrics_have_another_name(run):
    lose = """
from sklearn.metrics._scorer import _MultimetricScorer as Several


def found(self, name):
    if name == "_scorers" and sys._getframe(1).f_globals["__name__"].startswith("sk_"):
        raise AttributeError(name)
    return object.__getattribute__(self, name)


Several.__getattribute__ = found
"""
    body = """
    settings = {"scoring": ["accuracy", "f1_macro"], "refit": "f1_macro", "cv": 3}
    ours = sk_hpo.GridSearchCV2(MODEL, SPACE, **settings).fit(X, y)
    theirs = GridSearchCV(MODEL, SPACE, **settings).fit(X, y)
    assert list(ours.scorer_) == ["accuracy", "f1_macro"]
    result = [s.cv_results_["mean_test_f1_macro"].tolist() for s in (ours, theirs)]
"""
    _, later, (ours, theirs) = run(body, lose)
    assert ours == theirs
    assert [text for text in later if "several metrics" in text]


def _private_names():
    """The private names of scikit-learn that the package imports by a statement."""
    found = set()
    for file in (ROOT / "sk_hpo" / "_compat").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            module = getattr(node, "module", None) or ""
            if isinstance(node, ast.ImportFrom) and module.startswith("sklearn"):
                found |= {f"{module}.{one.name}" for one in node.names}
    return sorted(path for path in found if "._" in path)


@pytest.mark.slow
def test_each_private_name_alone(run):
    """Where one name is missing, no search ends and none finds anything else."""
    lost = """
    from sk_hpo._compat.versions import LOST
    result = sorted(path for path in LOST if path.startswith("sklearn."))
"""
    names = {*_private_names(), *run(lost, "hide(lambda path: True)")[2]}
    assert len(names) > 30
    body = """
    from sklearn.linear_model import Ridge
    several = {"scoring": ["accuracy", "f1_macro"], "refit": "accuracy"}
    forest = RandomForestClassifier(n_estimators=2, random_state=0)
    for model, space, settings in (
        (MODEL, SPACE, several), (forest, {"n_estimators": [2, 4]}, {}),
    ):
        ours = sk_hpo.GridSearchCV2(model, space, cv=3, **settings).fit(X, y)
        theirs = GridSearchCV(model, space, cv=3, **settings).fit(X, y)
        assert ours.best_score_ == theirs.best_score_
    halving = sk_hpo.HalvingGridSearchCV2(MODEL, SPACE, cv=3, random_state=0)
    descent = sk_hpo.GradSearchCV(Ridge(), {"alpha": (1e-3, 1e3)}, n_iter=3)
    result = halving.fit(X, y).n_candidates_, descent.fit(X, y).n_fits > 0
"""
    for name in sorted(names):
        hide = f"hide(lambda path: path == {name!r})"
        assert run(body, hide)[2] == ([6, 2], True), name


def test_gradients_and_automatic_searches(run):
    body = """
    from sklearn.kernel_ridge import KernelRidge
    from sklearn.linear_model import Ridge
    found = []
    for model in (Ridge(), KernelRidge(alpha=1.0)):
        search = sk_hpo.GradSearchCV(model, {"alpha": (1e-3, 1e3)}, n_iter=3)
        kind = sk_hpo.differentiable_parameters(model)["alpha"].kind
        found.append((kind, search.fit(X, y).n_fits > 0))
    sk_hpo.AutoSearchCV(Ridge(), random_state=0, n_iter=3).fit(X, y)
    result = found
"""
    _, later, result = run(body, "hide(lambda path: True)")
    assert result == [("exact", True), ("numerical", True)]
    assert any("sk_hpo.gradients.models.kernel_ridge" in text for text in later)


@pytest.mark.slow
def test_workers_do_not_repeat_the_warning(run):
    body = """
    from joblib.externals.loky import ProcessPoolExecutor
    with ProcessPoolExecutor(1) as pool:
        result = pool.submit(child).result()
"""
    child = """
def child():
    import subprocess, sys, warnings, sklearn
    sklearn.__version__ = "1.99.0"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import sk_hpo
    return "sk_hpo" in sys.modules, len(caught)
"""
    _, later, result = run(body, child)
    assert later == []
    assert result == (True, 0)


def test_with_a_known_version_a_missing_name_is_an_error(run):
    known = ".".join(map(str, KNOWN))
    with pytest.raises(AssertionError, match=r"no sklearn\.utils\._param_validation"):
        run("    result = None", "hide(lambda path: '_param_' in path)", known)


def test_the_versions_are_those_that_users_read():
    readme = (ROOT / "README.md").read_text()
    oldest, known = (".".join(map(str, version)) for version in (OLDEST, KNOWN))
    assert f"scikit-learn {oldest} to {known}" in readme
    assert f'"scikit-learn>={oldest}"' in (ROOT / "pyproject.toml").read_text()
