"""The branches, warnings and gradients of GradSearchCV."""
