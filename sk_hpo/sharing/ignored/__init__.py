"""Parameters that an estimator ignores under its other settings, one family a file.

A module has ``handles``, paths of classes; ``ignored(params)``, the names that have no
influence on the fit, given all own parameters of the estimator (``random_state`` among
them if no random number is drawn); and maybe ``draws(params, X)``, asked where only
the data say whether one is drawn.
"""
