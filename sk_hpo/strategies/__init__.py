"""How a search decides what to evaluate next: one strategy a file."""
