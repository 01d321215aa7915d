import subprocess
import sys


def test_importing_and_reading_imports_no_other_package():
    code = (
        "import sys, sk_hpo.space as s; s.Space.from_params({'a': (1, 2)});"
        "sys.exit(not {'skopt', 'optuna'}.isdisjoint(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
