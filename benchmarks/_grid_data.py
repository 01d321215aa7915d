"""The data of `grid.py`'s searches that scikit-learn's makers don't make."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

# The documentation of these packages is the corpus, the package of a text its label.
PACKAGES = [
    "sklearn.cluster",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.preprocessing",
    "scipy.optimize",
    "scipy.signal",
    "scipy.sparse",
    "scipy.stats",
    "numpy.lib",
]
AT_MOST = 100  # texts of one package
WORDS = 20, 250  # a text has at least so many, and is cut off behind so many


def texts() -> tuple[np.ndarray, np.ndarray]:
    """Docstrings, and the package that each is from."""
    found: list[tuple[str, str]] = []
    for package in PACKAGES:
        docs = sorted(set(_docstrings(_folder(package))))
        rows = np.random.default_rng(0).permutation(len(docs))[:AT_MOST]
        found += [(docs[row], package) for row in rows]
    documents, labels = zip(*found, strict=True)
    return np.array(documents, dtype=object), np.array(labels)


def _folder(package: str) -> Path:
    # the top package is imported already, and its parts need not be
    top, _, inner = package.partition(".")
    spec: Any = find_spec(top)
    return Path(spec.origin).parent / inner


def _docstrings(folder: Path) -> Iterator[str]:
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Module)
    for path in sorted(folder.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = ast.get_docstring(node) if isinstance(node, kinds) else None
            words = (text or "").split()
            if len(words) >= WORDS[0]:
                yield " ".join(words[: WORDS[1]])


def mixed_frame() -> tuple[pd.DataFrame, np.ndarray]:
    """1,500 customers: numbers with gaps, categories, and whether they leave."""
    rng = np.random.default_rng(0)
    n = 1500
    age = rng.integers(18, 80, n).astype(float)
    income = rng.lognormal(10, 0.6, n)
    balance = rng.normal(0, 1, n) * income
    region = rng.choice(["north", "south", "east", "west"], n)
    job = rng.choice([f"job {i}" for i in range(12)], n, p=_falling(12))
    plan = rng.choice(["free", "basic", "pro"], n, p=[0.5, 0.3, 0.2])
    months = rng.integers(0, 120, n).astype(float)
    logit = (
        0.03 * (40 - age)
        + 0.5 * (region == "east")
        - 0.8 * (plan == "pro")
        - 0.01 * months
        + 0.3 * np.sin(balance / 10_000)
    )
    y = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(int)
    for numbers in (age, income, balance, months):
        numbers[rng.random(n) < 0.08] = np.nan
    frame = pd.DataFrame(
        {
            "age": age,
            "income": income,
            "balance": balance,
            "months": months,
            "region": region,
            "job": job,
            "plan": plan,
        }
    )
    return frame, y


def _falling(n: int) -> np.ndarray:
    weights = 1 / np.arange(1, n + 1)
    return weights / weights.sum()


def correlated() -> tuple[np.ndarray, np.ndarray]:
    """3,000 readings of 100 sensors that see mixtures of 40 quantities."""
    rng = np.random.default_rng(0)
    n, p, hidden = 3000, 100, 40
    X = rng.normal(size=(n, hidden)) @ rng.normal(size=(hidden, p))
    X += rng.normal(size=(n, p))
    y = X @ (rng.normal(size=p) * (rng.random(p) < 0.3)) + 10 * rng.normal(size=n)
    return X, y
