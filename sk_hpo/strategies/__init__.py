"""How a search decides what to evaluate next: one strategy per file."""
