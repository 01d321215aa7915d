"""Parameters that an estimator ignores under its other settings, one family a file.

A module has ``handles``, paths of classes; ``ignored(params)``, the names that have no
influence on the fit, given all own parameters of the estimator (``random_state`` among
them if no random number is drawn); and maybe

- ``draws(params, X)``, asked where only the data say whether one is drawn,
- ``draws_unused(params)``, whether a number is drawn also where it has no influence,
- ``settle(estimator)``, which puts right fitted attributes that show an ignored
  parameter,
- ``seeds``, the names of parts that the estimator gives their seeds.

What follows the colon in a module's first line is a cell of the table in the docs, if
there is no rule for the class.
"""
