"""What GradSearchCV does with descents: branches, warnings, `hypergradient`."""
