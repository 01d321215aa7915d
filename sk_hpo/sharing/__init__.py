"""Shared work: what several fits have in common is done once.

See docs/development/architecture/sharing.rst. Nothing here knows of trials, pools or
searches.
"""
