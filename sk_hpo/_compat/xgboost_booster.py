"""Boosters of XGBoost's estimators: no public way puts one into an estimator."""

from __future__ import annotations

from typing import Any


def put(booster: Any, estimator: Any) -> None:
    """Put a booster into an estimator."""
    estimator._Booster = booster
