"""X, y and the splits as arrays, one record a split; the estimator's steps."""
