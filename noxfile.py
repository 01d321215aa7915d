"""Everything that is checked, one session a check: `nox -l` lists them.

`.ci/run` calls each of them in a fresh clone. Every session installs the package as a
user would, into an environment of its own.
"""

import re
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
# Not uv, which does not read how pip is configured: nox brings virtualenv, which also
# works where a Python lacks ensurepip.
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True
nox.options.sessions = ["lint", "types", "docs", "tests"]

PYTHONS = ["3.11", "3.12", "3.13"]
# pip on the lowest Python does not pick the lowest versions by itself. Each of these is
# the first release of its line that is not yanked and has wheels for Python 3.11.
LOWEST = [
    "scikit-learn==1.6.0",
    "numpy==1.26.0",
    "scipy==1.11.1",  # 1.11.0 is yanked
    "joblib==1.5.0",
    "threadpoolctl==3.5.0",
    "dask==2025.1.0",
    "distributed==2025.1.0",
    "matplotlib==3.8.0",
    "optuna==4.0.0",
    "pandas==2.2.3",
    "polars==1.20.0",
    "rich==13.9.0",
    "scikit-optimize==0.10.2",
]
# The README's command and `slow` run everything on the newest versions. The other
# sessions run what may depend on their versions:
#
# - What knows only the package's own text and records, or arrays, is tested once. The
#   searches of the other tests run the same code on all versions.
OWN = [
    "contracts/test_strategies.py",
    "default_spaces",
    "fuzz/test_compare.py",
    "fuzz/test_spread.py",
    "gp",
    "gradients",  # on the oldest all of contracts/test_gradients.py is run instead
    "racing",
    "strategies",
    "test_architecture.py",
    "test_citations.py",
    "test_newer_sklearn.py",
]
# - The oldest joblib and dask are tested by the contract of pools, crashes and limits,
#   but not with every way in which a process ends, or a search over them.
ENDS = [
    "faults/test_descents.py",
    "faults/test_interrupts.py",
    "faults/test_kill_and_resume.py",
    "faults/test_limits_and_checkpoint.py",
    "faults/test_orphans.py",
    "journal",
    "search/test_callback_parameter.py",
    "search/test_checkpoint.py",
    "search/test_no_score.py",
    "search/test_progress.py",
    "test_backlog.py",
    "test_engine.py",
    "test_lost_workers.py",
    "test_recovery.py",
    "test_trial.py",
]
# - Where scores are computed in scikit-learn's place, and where its tables, metadata
#   and metrics are used, all versions matter. Everything else is tested on the lowest
#   and on the highest.
WITH_SKLEARN = [
    "contracts/default_spaces",
    "contracts/test_gradients.py",
    "everywhere/test_frames.py",
    "everywhere/test_metrics.py",
    "everywhere/test_routing.py",
    "everywhere/test_scores.py",
    "everywhere/test_unsupervised.py",
    "search/test_equal_to_sklearn.py",
    "search/test_sharing.py",
    "sharing/test_claims.py",
    "sharing/test_ignored.py",
    "sharing/test_linear.py",
    "sharing/test_neighbors.py",
    "sharing/test_pairwise.py",
    "sharing/test_quick_scores.py",
    "sharing/test_rules.py",
    "sharing/test_svm.py",
    "test_metrics.py",
]
# - Processes, pickles, signals, code objects and threads depend on Python.
WITH_PYTHON = [
    "contracts/test_pools.py",
    "everywhere/test_persistence.py",
    "faults",
    "journal",
    "pool",
    "search/test_callbacks_sklearn.py",
    "search/test_progress.py",
    "sharing/test_value_tokens.py",
    "test_examples.py",
    "test_import.py",
    "test_lost_workers.py",
    "test_one_thread.py",
    "test_recovery.py",
]
# One version for CI, pre-commit and editors: what they accept changes with the release.
LINTERS = ["ruff==0.17.6", "codespell==2.4.3"]
MYPY = ["mypy==2.4.1"]
# With [md] twine renders the README, as a package index does.
BUILDERS = [
    "build==1.6.1",
    "check-wheel-contents==0.6.3",
    "readme-renderer[md]==46.0",
    "twine==7.0.0",
]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests, on the newest versions that pip finds."""
    session.install("-q", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session(python="3.11")
def oldest(session: nox.Session) -> None:
    """The tests, on the lowest supported version of everything."""
    session.install("-q", ".[test]", *LOWEST)
    left_out = (f"--ignore=tests/{path}" for path in [*OWN, *ENDS])
    session.run("pytest", *left_out, *session.posargs)
    # the penalties of linear models had other names, and some other objectives
    session.run("pytest", "-m", "slow", "tests/contracts/test_gradients.py")
    sklearn_suite(session)


@nox.session(python="3.13")
def newest(session: nox.Session) -> None:
    """The tests of what depends on it, on the newest Python."""
    session.install("-q", ".[test]")
    session.run("pytest", *(f"tests/{path}" for path in WITH_PYTHON), *session.posargs)
    sklearn_suite(session)


@nox.session
@nox.parametrize(
    ("python", "sklearn"), [("3.11", "1.7"), ("3.12", "1.8")], ids=["1.7", "1.8"]
)
def between(session: nox.Session, sklearn: str) -> None:
    """The tests of what depends on it, on the scikit-learns in between."""
    session.install("-q", ".[test]", f"scikit-learn=={sklearn}.*")
    session.run("pytest", *(f"tests/{path}" for path in WITH_SKLEARN), *session.posargs)
    sklearn_suite(session)


def sklearn_suite(session: nox.Session) -> None:
    """scikit-learn's own tests of its searches, with our classes in their place."""
    session.run("python", "tests/sklearn_suite/run.py")


@nox.session
def slow(session: nox.Session) -> None:
    """The tests that take long; many of them wait for processes most of the time."""
    session.install("-q", ".[test]")
    # a worker takes over what another has not begun, since tests differ much in length
    session.run(
        "pytest", "-m", "slow", "-n", "2", "--dist", "worksteal", *session.posargs
    )


@nox.session(python="3.11")
def thirdparty(session: nox.Session) -> None:
    """The tests with boosting packages, imbalanced-learn, skops and a notebook."""
    session.install("-q", ".[thirdparty]")
    session.run("pytest", "-m", "thirdparty", "tests/thirdparty", *session.posargs)


@nox.session(python="3.11")
def ray(session: nox.Session) -> None:
    """The tests that start a ray cluster on this machine."""
    session.install("-q", ".[ray,test]")
    tests = ["tests/contracts/test_pools.py", "tests/faults/test_ray.py"]
    session.run("pytest", "-m", "ray", *tests, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff, rules and format, and codespell."""
    session.install("-q", *LINTERS)
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")
    session.run("codespell")


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, as setup.cfg has it."""
    session.install("-q", ".", *MYPY)
    session.run("mypy", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """The pages, without a warning, and every example in them and in docstrings."""
    session.install("-q", ".[docs,test]")
    # -a: pages that are not written again lose their index entries in Sphinx' search
    flags = ["-a", "-W", "--keep-going", "-q"]
    session.run("sphinx-build", *flags, "docs", "docs/_build/html")
    # these folders have copies of the examples, which the build has run
    copies = ["--ignore=docs/examples", "--ignore=docs/_build"]
    doctests = ["--doctest-modules", "--doctest-glob=*.rst", *copies]
    session.run("pytest", *doctests, "sk_hpo", "docs")
    # skipped in the other sessions, which lack numpydoc
    session.run("pytest", "tests/docs/test_docstrings.py")
    built = ["tests/docs/test_peers.py", "tests/docs/test_built.py"]
    session.run("pytest", *built)
    readme = Path("README.md").read_text()
    for snippet in re.findall(r"```python\n(.*?)```", readme, re.DOTALL):
        session.run("python", "-W", "error", "-c", snippet)


@nox.session
def package(session: nox.Session) -> None:
    """Wheel and sdist, checked; then `installed`, on each Python."""
    session.install("-q", *BUILDERS)
    made = _built(session)
    shutil.rmtree(made, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(made), silent=True)
    files = [str(file) for file in made.iterdir()]
    session.run("twine", "check", "--strict", *files)
    wheels = [file for file in files if file.endswith(".whl")]
    session.run("check-wheel-contents", *wheels)
    for python in PYTHONS:
        session.notify(f"installed-{python}")


@nox.session(python=PYTHONS, reuse_venv=False)
def installed(session: nox.Session) -> None:
    """The quick start, from the wheel of `package`, in an environment without more.

    Its last comparison, with all searches: `.ci/run` runs all of it once.
    """
    session.install("-q", *map(str, _built(session).glob("*.whl")))
    home = Path(session.create_tmp())
    shutil.copy("examples/quick_start.py", home)
    session.chdir(home)  # away from the package's own folder
    where = "import sk_hpo; assert 'site-packages' in sk_hpo.__file__, sk_hpo.__file__"
    session.run("python", "-W", "error", "-c", where)
    last = "quick_start.COMPARISONS = quick_start.COMPARISONS[-1:]"
    session.run("python", "-c", f"import quick_start; {last}; quick_start.main()")


def _built(session: nox.Session) -> Path:
    """Return the folder for the wheel and the sdist."""
    return Path(session.cache_dir, "dist").resolve()
