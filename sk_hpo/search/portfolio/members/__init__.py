"""One member per file: a strategy, and the reason for which it is chosen.

A file has ``NAME``, the value of ``strategy`` that forces it; ``ORDER``, its place
among the gates; ``RACES``, whether its candidates may be stopped; and three functions
of a `Task`: ``reason``, None if the member does not apply; ``requires``, what is
needed, for the error if it is forced all the same; and ``strategy``. If its strategy
may go over to another, ``CHANGES`` says how notes of candidates show that.
"""
