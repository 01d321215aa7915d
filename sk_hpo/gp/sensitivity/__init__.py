"""How much of a function's variance each of its inputs explains."""
