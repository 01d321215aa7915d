"""The workflows run what `.ci/run` runs, with few permissions and pinned actions."""

import re
from pathlib import Path

import pytest
import yaml

GITHUB = Path(__file__).parents[2] / ".github"
FILES = sorted((GITHUB / "workflows").glob("*.yml"))


def _read(path):
    flow = yaml.safe_load(path.read_text())
    # YAML 1.1 reads the key `on` as true
    flow["on"] = flow.pop(True)
    return flow


def _steps(flow):
    return [step for job in flow["jobs"].values() for step in job.get("steps", [])]


@pytest.fixture
def ci():
    return _read(GITHUB / "workflows" / "ci.yml")


@pytest.fixture
def release():
    return _read(GITHUB / "workflows" / "release.yml")


def test_there_are_two():
    assert [path.name for path in FILES] == ["ci.yml", "release.yml"]


def test_ci_runs_the_same_as_any_machine(ci):
    assert {"push", "pull_request"} <= ci["on"].keys()
    assert [step["run"] for step in _steps(ci) if "run" in step] == ["bash .ci/run"]
    assert (GITHUB.parent / ".ci" / "run").is_file()


def test_ci_has_the_pythons_that_are_tested(ci):
    noxfile = (GITHUB.parent / "noxfile.py").read_text()
    tested = re.findall(r'"(3\.\d+)"', re.search(r"^PYTHONS = (.*)$", noxfile, re.M)[1])
    (given,) = [
        step["with"]["python-version"].split()
        for step in _steps(ci)
        if step.get("uses", "").startswith("actions/setup-python@")
    ]
    assert sorted(given) == tested
    assert given[-1] == tested[0], "python3 is the oldest"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_permissions_are_few(path):
    flow = _read(path)
    assert flow["permissions"] == {"contents": "read"}
    more = {
        name: job["permissions"]
        for name, job in flow["jobs"].items()
        if "permissions" in job
    }
    publishes = {"publish": {"id-token": "write"}}
    assert more == (publishes if path.name == "release.yml" else {})
    assert "secrets." not in path.read_text()
    assert "pull_request_target" not in flow["on"]
    for step in _steps(flow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_actions_are_pinned_to_a_commit(path):
    used = re.findall(r"uses: (\S+)(.*)", path.read_text())
    assert used
    for action, comment in used:
        if action.startswith("./"):
            assert (GITHUB.parent / action).is_file()
            continue
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), "which version it is"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_jobs_have_an_end(path):
    for job in _read(path)["jobs"].values():
        assert "uses" in job or 0 < job["timeout-minutes"] <= 90


def test_a_release_is_tested_built_and_published_without_a_secret(release, ci):
    assert release["on"] == {"push": {"tags": ["v*"]}}
    jobs = release["jobs"]
    assert jobs["checks"]["uses"] == "./.github/workflows/ci.yml"
    assert "workflow_call" in ci["on"]
    assert {*jobs["publish"]["needs"]} == {"checks", "build"}
    assert jobs["publish"]["environment"] == "release"
    built = [step.get("run", "") for step in jobs["build"]["steps"]]
    assert "nox -s package" in built
    assert any("GITHUB_REF_NAME#v" in command for command in built)
    last = jobs["publish"]["steps"][-1]
    assert last["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert "with" not in last  # no index of its own, no password


def test_the_site_is_built_from_what_the_docs_session_installs():
    site = yaml.safe_load((GITHUB.parent / ".readthedocs.yaml").read_text())
    noxfile = (GITHUB.parent / "noxfile.py").read_text()
    docs = noxfile[noxfile.index("def docs(") :]
    extras = re.search(r'install\("-q", "\.\[(.*?)\]"', docs)[1].split(",")
    (installed,) = site["python"]["install"]
    assert installed["extra_requirements"] == extras
    assert (GITHUB.parent / site["sphinx"]["configuration"]).is_file()


def test_dependabot_moves_the_actions():
    (update,) = yaml.safe_load((GITHUB / "dependabot.yml").read_text())["updates"]
    assert update["package-ecosystem"] == "github-actions"
