"""One call of fit: plan, record, evaluate, tell."""
