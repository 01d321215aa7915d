"""The kinds of dimension, one per file."""
