"""Everything that is checked, one session a check: `nox -l` lists them.

`.ci/run` calls each of them in a fresh clone. Every session installs the package as a
user would, into an environment of its own.
"""

import re
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
# Not uv: nox brings virtualenv, which also works where a Python lacks ensurepip.
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True
nox.options.sessions = ["lint", "types", "docs", "tests"]

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
    "optuna==4.0.0",
    "pandas==2.2.3",
    "polars==1.20.0",
    "rich==13.9.0",
    "scikit-optimize==0.10.2",
]
# What depends on it little, and is tested on the oldest and the newest. That searches
# on pools have its scores is tested in tests/search too.
WITHOUT_SKLEARN = [
    "contracts/test_pools.py",
    "faults",
    "gp",
    "journal",
    "pool",
    "space",
    "strategies",
]
# Rooms of numerics, and checks of scikit-learn's, to which a newer Python makes no
# difference.
WITHOUT_PYTHON = [
    "contracts/test_gradients.py",
    "fuzz",
    "gp",
    "gradients",
    "search/test_estimator_checks.py",
    "sharing",
    "strategies",
]
SKLEARNS = ["1.6", "1.7", "1.8", "1.9"]
# One version for CI, pre-commit and editors: what they accept changes with the release.
LINTERS = ["ruff==0.17.6", "codespell==2.4.3"]
MYPY = ["mypy==2.4.1"]


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """The tests, on the newest versions that pip finds."""
    session.install("-q", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session(python="3.11")
def oldest(session: nox.Session) -> None:
    """The tests, on the lowest supported version of everything."""
    session.install("-q", ".[test]", *LOWEST)
    session.run("pytest", *session.posargs)
    # the penalties of linear models had other names, and some other objectives
    session.run("pytest", "-m", "slow", "tests/contracts/test_gradients.py")


@nox.session(python="3.13")
def newest(session: nox.Session) -> None:
    """The tests of what depends on it, on the newest Python."""
    session.install("-q", ".[test]")
    left_out = [f"--ignore=tests/{room}" for room in WITHOUT_PYTHON]
    session.run("pytest", *left_out, *session.posargs)


@nox.session
@nox.parametrize(
    ("python", "sklearn"), [("3.11", "1.7"), ("3.12", "1.8")], ids=["1.7", "1.8"]
)
def between(session: nox.Session, sklearn: str) -> None:
    """The tests of what depends on it, on the scikit-learns in between."""
    session.install("-q", ".[test]", f"scikit-learn=={sklearn}.*")
    left_out = [f"--ignore=tests/{room}" for room in WITHOUT_SKLEARN]
    session.run("pytest", *left_out, *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """The tests that take over ten seconds each."""
    session.install("-q", ".[test]")
    # 5: there is no slow test, which is no failure
    session.run("pytest", "-m", "slow", *session.posargs, success_codes=[0, 5])


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
@nox.parametrize("sklearn", SKLEARNS, ids=SKLEARNS)
def sklearn_suite(session: nox.Session, sklearn: str) -> None:
    """scikit-learn's own test_search.py, with our classes in place of its own."""
    session.install("-q", ".", f"scikit-learn=={sklearn}.*", "pandas", "pytest")
    session.run("python", "tests/sklearn_suite/run.py", *session.posargs)


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
    session.run("sphinx-build", "-W", "--keep-going", "-q", "docs", "docs/_build/html")
    session.run("pytest", "--doctest-modules", "--doctest-glob=*.rst", "sk_hpo", "docs")
    readme = Path("README.md").read_text()
    for snippet in re.findall(r"```python\n(.*?)```", readme, re.DOTALL):
        session.run("python", "-W", "error", "-c", snippet)
