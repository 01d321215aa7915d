"""Scores as the process models them: transformed, so that they are near to normal."""
