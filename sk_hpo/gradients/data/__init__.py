"""X, y and the splits as arrays, one record a fold; the estimator's steps."""
