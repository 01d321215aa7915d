"""The gradient of the cross-validated score in the hyperparameters.

``descent/descend.py`` follows it to an optimum. The gradient has independent parts: a
criterion (one family per file in ``criteria/``), an inner map (one model per file in
``models/``), the implicit derivative that joins them, and an outer solver.
Without a model, ``strategies/numerical_descent.py`` proposes steps from scores alone.
"""
