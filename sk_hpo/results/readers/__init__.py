"""One form in which results are kept per file.

A reader has ``reads(source)``, whether an object is of its form, and ``read(source,
name, metric)``, which returns its `Results`: see `results_of`. No two read the same.
"""
