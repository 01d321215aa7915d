"""What one parameter may be: one kind a file."""
