"""The public searches, one a file, and what they have in common."""
