"""The model of the scores, and a ranking of points by their acquisition."""
