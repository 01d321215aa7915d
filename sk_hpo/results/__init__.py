"""What any search has found, in one form: `results_of`."""

from sk_hpo.results.read import results_of
from sk_hpo.results.results import Results

__all__ = ["Results", "results_of"]
