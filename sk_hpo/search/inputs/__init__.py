"""Check the arguments of a search, and fill in what is left out."""
