"""What a score is as a function of a model's responses."""
