"""The other packages' searches, asked and told one candidate at a time.

Each runs with its defaults, as its users run it, on the numbers that a space is made
of: a real one is a float in [0, 1], an integer, an ordered or an unordered choice of m
is an int below m. Those that know conditions are told of them; for the others a number
that does not exist is one without effect.

A peer runs in this process if its packages are installed, else in a process of its own
with an environment made for it in the folder for temporary files, which the next run
finds again. This file is also the program of that process: a line in for an order, a
line out for its result.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
import warnings
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar


class PeerError(Exception):
    """A peer can't be installed, or its search fails; the text says with what."""


@dataclass(frozen=True)
class Number:
    """One of the d numbers: what a peer is told of a coordinate of the space.

    Parameters
    ----------
    kind : {"real", "integer", "ordinal", "categorical"}
    size : int or None
        How many values it has; None if real.
    parent : int or None
        The number that says whether this one exists; None: it always does.
    choices : list of int
        The parent's values under which it exists.
    """

    kind: str
    size: int | None
    parent: int | None
    choices: list[int]


def numbers_of(space: Any) -> list[Number]:
    """The numbers that a space is made of."""
    numbers = []
    for coordinate in space.coordinates:
        parent, choices = coordinate.condition or (None, ())
        size = coordinate.size
        numbers.append(Number(coordinate.kind, size, parent, sorted(choices)))
    return numbers


class Peer(ABC):
    """A search by another package; scores are maximised.

    Parameters
    ----------
    numbers : list of Number
    seed : int
    n : int
        How many candidates there will be.
    """

    modules: ClassVar[tuple[str, ...]]  # what it imports
    packages: ClassVar[tuple[str, ...]]  # what is installed for it
    before: ClassVar[tuple[str, ...]] = ()  # what is installed first, to build these

    def __init__(self, numbers: list[Number], seed: int, n: int) -> None:
        self.numbers = numbers
        # a number that has one value is nothing to search for
        self.free = [j for j, number in enumerate(numbers) if number.size != 1]
        self.worst = 0.0
        self.start(seed, n)

    @abstractmethod
    def start(self, seed: int, n: int) -> None:
        """Begin a search."""

    @abstractmethod
    def ask(self) -> dict[int, float]:
        """The next candidate: the values of the numbers that exist."""

    @abstractmethod
    def tell(self, score: float | None) -> None:
        """Take up the score of the candidate asked for last; None: it failed."""

    def loss(self, score: float | None) -> float:
        """What is minimised; a failed candidate is as bad as the worst so far."""
        if score is None:
            return self.worst
        self.worst = max(self.worst, -score)
        return -score

    def place(self, values: dict[int, float]) -> list[float]:
        """The point of the unit cube of a candidate."""
        point = [0.5] * len(self.numbers)
        for j, value in values.items():
            size = self.numbers[j].size
            point[j] = float(value) if size is None else (int(value) + 0.5) / size
        return point


class Optuna(Peer):
    """Optuna with a sampler; parameters are suggested only where they exist."""

    def sampler(self, seed: int) -> Any:
        """Give the sampler."""

    def start(self, seed: int, n: int) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        sampler = self.sampler(seed)
        self.study = optuna.create_study(direction="maximize", sampler=sampler)
        self.trial: Any = None

    def ask(self) -> dict[int, float]:
        self.trial = self.study.ask()
        values: dict[int, float] = {}
        for j in range(len(self.numbers)):
            parent = self.numbers[j].parent
            if parent is None or values.get(parent) in self.numbers[j].choices:
                values[j] = self._suggested(j)
        return values

    def _suggested(self, j: int) -> Any:
        number = self.numbers[j]
        if number.size is None:
            return self.trial.suggest_float(f"x{j}", 0.0, 1.0)
        if number.kind == "categorical":
            return self.trial.suggest_categorical(f"x{j}", list(range(number.size)))
        return self.trial.suggest_int(f"x{j}", 0, number.size - 1)

    def tell(self, score: float | None) -> None:
        from optuna.trial import TrialState

        if score is None:
            self.study.tell(self.trial, state=TrialState.FAIL)
        else:
            self.study.tell(self.trial, score)


class OptunaTPE(Optuna):
    modules = ("optuna",)
    packages = ("optuna",)

    def sampler(self, seed: int) -> Any:
        from optuna.samplers import TPESampler

        return TPESampler(seed=seed)


class OptunaGP(Optuna):
    modules = ("optuna", "torch", "scipy")
    packages = ("optuna", "torch", "scipy")

    def sampler(self, seed: int) -> Any:
        from optuna.samplers import GPSampler

        return GPSampler(seed=seed)


class Skopt(Peer):
    """scikit-optimize's Optimizer, as its BayesSearchCV makes it."""

    modules = ("skopt",)
    packages = ("scikit-optimize",)

    def start(self, seed: int, n: int) -> None:
        from skopt import Optimizer

        dimensions = [self._dimension(self.numbers[j]) for j in self.free]
        self.optimizer = Optimizer(dimensions, random_state=seed)
        self.asked: Any = None

    @staticmethod
    def _dimension(number: Number) -> Any:
        from skopt.space import Categorical, Integer, Real

        if number.size is None:
            return Real(0.0, 1.0)
        if number.kind == "categorical":
            return Categorical(list(range(number.size)))
        return Integer(0, number.size - 1)

    def ask(self) -> dict[int, float]:
        self.asked = self.optimizer.ask()
        return dict(zip(self.free, self.asked, strict=True))

    def tell(self, score: float | None) -> None:
        self.optimizer.tell(self.asked, self.loss(score))


class Hebo(Peer):
    modules = ("hebo",)
    # It needs an old numpy. Versions that go with it are said, since pip tries others
    # for half an hour; those with numpy 1.24 are for Python 3.11 at most.
    packages = (
        "hebo==0.3.6",
        "numpy==1.24.4",
        "scipy==1.12.0",
        "pandas==2.3.3",
        "scikit-learn<1.10",
        "matplotlib==3.10.9",
        "contourpy==1.3.2",
        "GPy==1.13.2",
        "paramz==0.9.6",
        "pymoo==0.6.0",
        "gpytorch==1.15.2",
        "linear-operator==0.6.1",
        "autograd==1.9.1",
        "catboost==1.2.10",
    )

    def start(self, seed: int, n: int) -> None:
        import random

        import numpy as np
        import torch
        from hebo.design_space.design_space import DesignSpace
        from hebo.optimizers.hebo import HEBO

        # its optimiser of acquisitions draws from all three
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        torch.manual_seed(seed)
        torch.set_num_threads(1)
        space = DesignSpace().parse([self._parameter(j) for j in self.free])
        self.optimizer = HEBO(space, scramble_seed=seed)
        self.asked: Any = None

    def _parameter(self, j: int) -> dict[str, Any]:
        number = self.numbers[j]
        if number.size is None:
            return {"name": f"x{j}", "type": "num", "lb": 0.0, "ub": 1.0}
        if number.kind == "categorical":
            choices = list(range(number.size))
            return {"name": f"x{j}", "type": "cat", "categories": choices}
        return {"name": f"x{j}", "type": "int", "lb": 0, "ub": number.size - 1}

    def ask(self) -> dict[int, float]:
        self.asked = self.optimizer.suggest(n_suggestions=1)
        return {j: self.asked[f"x{j}"].iloc[0] for j in self.free}

    def tell(self, score: float | None) -> None:
        import numpy as np

        self.optimizer.observe(self.asked, np.array([[self.loss(score)]]))


class Smac(Peer):
    """SMAC's facade for hyperparameters; conditions are told."""

    modules = ("smac",)
    packages = ("smac",)
    before = ("swig",)  # pyrfr is built from source

    def start(self, seed: int, n: int) -> None:
        from smac import HyperparameterOptimizationFacade, Scenario

        # it writes what it knows to a folder, read again by a search of that name
        self.folder = tempfile.TemporaryDirectory()
        scenario = Scenario(
            self._space(seed),
            deterministic=True,
            n_trials=n,
            seed=seed,
            output_directory=Path(self.folder.name),
        )
        self.optimizer = HyperparameterOptimizationFacade(
            scenario, _never_called, overwrite=True, logging_level=False
        )
        self.asked: Any = None

    def _space(self, seed: int) -> Any:
        from ConfigSpace import ConfigurationSpace, InCondition

        made = {j: self._parameter(j) for j in self.free}
        space = ConfigurationSpace(seed=seed)
        space.add(*made.values())
        for j, parameter in made.items():
            parent = self.numbers[j].parent
            if parent in made:
                choices = self.numbers[j].choices
                space.add(InCondition(parameter, made[parent], choices))
        return space

    def _parameter(self, j: int) -> Any:
        from ConfigSpace import Categorical, Float, Integer

        number = self.numbers[j]
        if number.size is None:
            return Float(f"x{j}", (0.0, 1.0))
        if number.kind == "categorical":
            return Categorical(f"x{j}", list(range(number.size)))
        return Integer(f"x{j}", (0, number.size - 1))

    def ask(self) -> dict[int, float]:
        self.asked = self.optimizer.ask()
        given = dict(self.asked.config)
        return {j: given[f"x{j}"] for j in self.free if f"x{j}" in given}

    def tell(self, score: float | None) -> None:
        from smac.runhistory.dataclasses import TrialValue

        self.optimizer.tell(self.asked, TrialValue(cost=self.loss(score)))


def _never_called(config: Any, seed: int = 0) -> float:
    raise AssertionError("SMAC is asked and told: it evaluates nothing itself")


PEERS: dict[str, type[Peer]] = {
    "skopt": Skopt,
    "optuna-tpe": OptunaTPE,
    "optuna-gp": OptunaGP,
    "hebo": Hebo,
    "smac": Smac,
}


class Asked:
    """A peer's search, wherever it runs, and the processor time it has taken."""

    def __init__(self, name: str, numbers: list[Number], seed: int, n: int) -> None:
        self._orders = _orders(name)
        start = {"numbers": [asdict(number) for number in numbers], "seed": seed}
        self._orders(do="start", n=n, **start)
        self.seconds = 0.0

    def ask(self) -> list[float]:
        """The point of the unit cube of the next candidate."""
        point: list[float] = self._timed(do="ask")
        return point

    def tell(self, score: float | None) -> None:
        """Take up its score."""
        self._timed(do="tell", score=score)

    def _timed(self, **order: Any) -> Any:
        result, seconds = self._orders(**order)
        self.seconds += seconds
        return result


class Here:
    """Carries orders out in this process."""

    def __init__(self, name: str) -> None:
        self._cls = PEERS[name]
        self._peer: Peer | None = None

    def __call__(self, do: str, **order: Any) -> tuple[Any, float]:
        """The result of an order, and processor seconds."""
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the peers' own affair
            result = self._carried_out(do, **order)
        return result, time.process_time() - start

    def _carried_out(self, do: str, **order: Any) -> Any:
        if do == "start":
            numbers = [Number(**number) for number in order["numbers"]]
            self._peer = self._cls(numbers, order["seed"], order["n"])
            return None
        assert self._peer is not None
        if do == "ask":
            return self._peer.place(self._peer.ask())
        return self._peer.tell(order["score"])


class Elsewhere:
    """Sends orders to a process with an environment of its own."""

    def __init__(self, name: str) -> None:
        self._process = subprocess.Popen(
            [str(environment(name)), __file__, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )

    def __call__(self, **order: Any) -> tuple[Any, float]:
        """The result of an order, and processor seconds of that process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise PeerError("its process has died")
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["result"], answer["seconds"]


@cache
def _orders(name: str) -> Here | Elsewhere:
    return Here(name) if is_here(name) else Elsewhere(name)


def is_here(name: str) -> bool:
    """Whether a peer's packages are installed in this environment."""
    return all(find_spec(module) is not None for module in PEERS[name].modules)


def check(name: str) -> None:
    """Make a peer's environment if it needs one.

    Raises
    ------
    PeerError
        If it can't be installed, or does not run.
    """
    if is_here(name):
        return
    try:
        python = environment(name)
        imports = "; ".join(f"import {module}" for module in PEERS[name].modules)
        _run(str(python), "-c", imports)
    except (subprocess.CalledProcessError, OSError) as error:
        raise PeerError(f"does not install: {_last_line(error)}") from error


def environment(name: str) -> Path:
    """The Python of a peer's environment, which is made if there is none yet."""
    version = "".join(str(part) for part in sys.version_info[:2])
    folder = Path(tempfile.gettempdir()) / f"sk_hpo-{name}-py{version}"
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python, done = scripts / "python", folder / "complete"
    if not done.exists():
        print(f"(making an environment with {name})", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        path = f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"
        for packages in (PEERS[name].before, PEERS[name].packages):
            if packages:
                _run(str(python), "-m", "pip", "install", "-q", *packages, path=path)
        done.touch()
    return python


def _run(*command: str, path: str | None = None) -> None:
    env = None if path is None else {**os.environ, "PATH": path}
    subprocess.run(command, check=True, capture_output=True, text=True, env=env)


def _last_line(error: Exception) -> str:
    text = str(getattr(error, "stderr", None) or error).strip()
    return text.splitlines()[-1] if text else type(error).__name__


def main() -> None:
    """Carry out orders until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what packages print is no answer
    here = Here(sys.argv[1])
    for line in sys.stdin:
        answer: dict[str, Any]
        try:
            result, seconds = here(**json.loads(line))
            answer = {"result": result, "seconds": seconds}
        except Exception as error:  # noqa: BLE001  of whatever a package raises
            text = str(error).strip().splitlines()
            answer = {"error": f"{type(error).__name__}: {text[0] if text else ''}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
