"""Random searches beside scikit-learn's: see docs/development/architecture/fuzz.rst."""
