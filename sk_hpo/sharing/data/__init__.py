"""The rows of one split, as estimators are given them."""
