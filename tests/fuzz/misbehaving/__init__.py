"""What users write that scikit-learn puts up with: one kind a file."""
