"""Which candidates can hardly win any more, on plain arrays.

Notation, in all files of this room::

    S  (n, K)   test scores of n candidates on K splits, in the order in which the race
                takes the splits; NaN where a score is not known, greater is better
    k  (n,)     how many splits of a candidate are known, the first ones of the order
    m  (n,)     mean score of a candidate over all K splits; known if it is complete
    p  (n,)     probability of a result as low as the one seen, or lower, if the
                candidate's mean over all K splits were the best one known

A candidate is complete if all its splits are known. The promise is about the splits of
these data alone: their order is a random permutation, so those seen are a random sample
of all K.
"""
