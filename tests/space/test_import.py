import subprocess
import sys

import pytest


@pytest.mark.parametrize("package", ["skopt", "optuna"])
def test_importing_and_reading_imports_no_other_package(package):
    code = (
        "import sys, sk_hpo.space as s; s.Space.from_params({'a': (1, 2)});"
        f"sys.exit({package!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
