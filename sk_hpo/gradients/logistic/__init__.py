"""Logistic regression in parts: a loss, a penalty, and the solvers of their sum.

``losses.py`` has the losses of responses; ``equations.py`` joins one with the design
matrix and the penalty. ``smooth.py`` solves the equations without an L1 penalty (with
many unknowns, helped by ``preconditioners.py``) and ``sparse.py`` with one.
``split.py`` is the inner map, and ``one_vs_rest.py`` joins several. ``settings.py``
reads the settings of the estimator.
"""
