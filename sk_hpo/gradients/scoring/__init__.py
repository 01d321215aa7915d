"""Scores as functions of a model's responses."""
