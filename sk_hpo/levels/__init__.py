"""Levels: candidates begin with a part of a resource, and the best are given more.

Notation, in all files of this room::

    L           number of levels; level L - 1 has the whole resource
    V  (n, L)   mean test scores of n candidates; NaN where a candidate has not been, or
                where its fit failed; greater is better

The resource is rows of the training splits, or an integer parameter of the estimator.
"""
