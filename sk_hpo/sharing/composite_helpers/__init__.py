"""What composites share."""
