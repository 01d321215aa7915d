"""Metrics that check the true values once for many responses.

Each metric is one file in `quick/`.
"""
