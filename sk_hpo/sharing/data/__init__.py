"""The rows of one split as estimators see them."""
