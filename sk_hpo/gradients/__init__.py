"""The gradient of the cross-validated score in the hyperparameters.

``descent/descend.py`` follows it to an optimum. The gradient is made of pieces that do
not know each other: a criterion (one family a file in ``criteria/``), an inner map (one
model a file in ``models/``), the implicit derivative that joins them, and an outer
solver. Where there is no model, ``strategies/numerical_descent.py`` proposes steps from
scores alone.
"""
