"""dask-ml's GridSearchCV, in a process and an environment of its own.

It brings more packages than the benchmark should ask for, so it gets a virtual
environment in the folder for temporary files, which the next run finds again, with the
versions of scikit-learn, numpy and scipy that the benchmark runs with. This file is
also the program of that process: a line in for an order, a line out for its result.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

PINNED = ("scikit-learn", "numpy", "scipy", "joblib", "pandas")


class DaskMLError(Exception):
    """dask-ml can't be installed, or its search fails; the text says with what."""


class DaskML:
    """A process that runs dask-ml's searches when told to.

    Raises
    ------
    DaskMLError
        If it can't be installed.
    """

    def __init__(self) -> None:
        try:
            python = _environment()
        except (subprocess.CalledProcessError, OSError) as error:
            raise DaskMLError(f"does not install: {_last_line(error)}") from error
        self._process = subprocess.Popen(
            [str(python), __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )

    def prepare(self, name: str, *, quick: bool) -> None:
        """Load a search's data, and run a small search; the clock does not see it."""
        self._order(do="prepare", name=name, quick=quick)

    def fit(self) -> list[list[float]]:
        """Run the search that was prepared; returns the scores, a list a split."""
        scores: list[list[float]] = self._order(do="fit")
        return scores

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _order(self, **order: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise DaskMLError("its process has died")
        answer = json.loads(line)
        if "error" in answer:
            raise DaskMLError(answer["error"])
        return answer["result"]


def _environment() -> Path:
    """The Python of the environment, which is made if there is none yet."""
    pins = [f"{name}=={version(name)}" for name in PINNED]
    key = "-".join(version(name) for name in PINNED)
    folder = Path(tempfile.gettempdir()) / f"sk_hpo-dask-ml-{key}"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = folder / "complete"
    if not done.exists():
        print("(making an environment with dask-ml)", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "-q", "dask-ml", *pins]
        subprocess.run(command, check=True, capture_output=True, text=True)
        done.touch()
    return python


def _last_line(error: Exception) -> str:
    text = str(getattr(error, "stderr", None) or error).strip()
    return text.splitlines()[-1] if text else type(error).__name__


def main() -> None:
    """Carry out orders until there are no more."""
    warnings.simplefilter("ignore")
    prepared: Any = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if order["do"] == "prepare":
                prepared = _prepared(order["name"], quick=order["quick"])
                result = None
            else:
                result = _fitted(prepared)
            answer = {"result": result}
        except Exception as error:  # noqa: BLE001  of whatever dask-ml raises
            text = str(error).strip().splitlines()
            answer = {"error": f"{type(error).__name__}: {text[0] if text else ''}"}
        print(json.dumps(answer), flush=True)


def _prepared(name: str, *, quick: bool) -> Any:
    from _grid_searches import SEARCHES

    small = SEARCHES[name].small()
    _fitted(small)
    search = small if quick else SEARCHES[name]
    return search if search.data is not None else None


def _fitted(search: Any) -> list[list[float]]:
    from dask_ml.model_selection import GridSearchCV
    from sklearn.model_selection import ParameterGrid

    fitted = GridSearchCV(**search.settings(), scheduler="sync").fit(*search.data)
    # dask-ml's order of candidates need not be scikit-learn's
    found = fitted.cv_results_
    rows = [
        found["params"].index(params) for params in ParameterGrid(dict(search.grid))
    ]
    splits = [name for name in found if name.startswith("split")]
    return [[float(found[name][row]) for row in rows] for name in sorted(splits)]


if __name__ == "__main__":
    main()
