"""The model of the scores, and where it expects better ones."""
