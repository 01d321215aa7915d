"""Random searches beside scikit-learn's: see docs/architecture/fuzz.rst."""
