"""Boosters of XGBoost's estimators: no public way puts one into an estimator."""

from __future__ import annotations

from typing import Any


def put(booster: Any, estimator: Any) -> None:
    """Make it the booster of an estimator."""
    estimator._Booster = booster
