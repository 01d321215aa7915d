"""What the best score of a search is worth.

Notation, in all files of this room::

    S  (q, K)   test scores of q complete candidates on K splits, greater is better
    j*          the best candidate: the row of S with the greatest mean

The optimism of the best score is how far it lies above what the best candidate scores
on new rows, since the same noise that is in its score has made it the best.
"""
