"""Families of searches: one a file, with `WEIGHT` and ``draw_case(draw)``."""
