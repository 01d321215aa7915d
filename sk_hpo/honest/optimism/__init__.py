"""Estimators of the optimism of the best score: one a file, the method's name.

Each has ``optimism(S, splits)``, with S as in `honest`, and ``NAME``, what people call
it. `row_bootstrap` has ``optimism_of_rows`` instead.
"""
