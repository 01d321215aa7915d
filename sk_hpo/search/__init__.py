"""The public searches, one per file, and what they have in common."""
