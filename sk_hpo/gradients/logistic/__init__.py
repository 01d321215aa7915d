"""Logistic regression in parts: a loss, a penalty, and the solvers of their sum.

``losses.py`` knows responses only and ``table.py`` columns only; ``equations.py`` joins
them, ``smooth.py`` solves them without an L1 penalty (of many unknowns with the help of
``preconditioners.py``) and ``sparse.py`` with one.
``fold.py`` makes an inner map of it, ``one_vs_rest.py`` one of several. ``settings.py``
says what the settings of the estimator mean, and ``models/logistic.py`` puts together
what they ask for.
"""
