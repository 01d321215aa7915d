"""Shared work: what several fits have in common is done once.

See docs/architecture/sharing. Nothing here knows of trials, pools or searches.
"""
