"""What SECURITY.md says of files from others, and of files that others may read."""

import ast
import stat
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier

import sk_hpo
from sk_hpo import GridSearchCV2
from sk_hpo._compat.joblib_memmapping import (
    make_temporary_folder,
    remove_temporary_folder,
)
from sk_hpo.journal import responses
from sk_hpo.journal.open_file import open_file, open_to_read

PACKAGE = Path(sk_hpo.__file__).parent
# What turns data into running code. numpy's own readers are told not to.
EXECUTES = {"pickle", "cloudpickle", "marshal", "shelve", "dill", "joblib.load"}


def _executing(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [
                node.module or "",
                *(f"{node.module}.{n.name}" for n in node.names),
            ]
        elif isinstance(node, ast.Name):
            names = [node.id] if node.id in {"eval", "exec"} else []
        else:
            continue
        yield from {*names} & {*EXECUTES, "eval", "exec"}


def test_only_pools_can_execute_what_they_are_sent():
    rooms = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if [*_executing(ast.parse(path.read_text()))]
    }
    assert "pool" in rooms  # the check sees what there is
    assert rooms - {"pool", "_compat"} == set()


@pytest.mark.parametrize("opened", [open_file, open_to_read])
def test_a_checkpoint_is_not_trusted(opened, tmp_path):
    path = tmp_path / "search.db"
    grid = {"strategy": ["prior", "uniform"]}
    search = GridSearchCV2(DummyClassifier(random_state=0), grid, cv=2, checkpoint=path)
    search.fit([[0]] * 8, [0, 1] * 4)
    connection = opened(path)
    try:
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
    finally:
        connection.close()


class Runs:
    """Something whose unpickling would be seen."""

    ran = False

    def __reduce__(self):
        return setattr, (Runs, "ran", True)


def test_predictions_in_a_checkpoint_are_not_unpickled():
    stream = BytesIO()
    np.save(stream, np.array([Runs()], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        responses._read(stream.getvalue(), 1)
    assert not Runs.ran


def test_others_cannot_read_the_data_of_a_running_search():
    folder = make_temporary_folder(None)
    try:
        assert stat.S_IMODE(Path(folder).stat().st_mode) == stat.S_IRWXU
    finally:
        remove_temporary_folder(folder)
