"""Boosters of XGBoost's estimators, which no public method can set."""

from __future__ import annotations

from typing import Any


def put(booster: Any, estimator: Any) -> None:
    """Set the booster of an estimator."""
    estimator._Booster = booster
