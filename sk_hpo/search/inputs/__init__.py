"""What users give, checked and completed."""
