"""Metrics of responses on rows whose true values are known, quick where they are plain.

One metric a file in `quick/`.
"""
