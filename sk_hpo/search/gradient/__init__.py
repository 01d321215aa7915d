"""What GradSearchCV descends, and what it says of it."""
