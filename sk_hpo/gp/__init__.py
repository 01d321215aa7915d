"""Gaussian processes: numerics that know arrays, not searches."""
