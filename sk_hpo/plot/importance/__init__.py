"""What explains the variance of the scores: numbers and their picture."""
