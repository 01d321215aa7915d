"""Rules for `refit`: which candidate a search fits on all data at the end."""

from sk_hpo.refit.fastest import fastest
from sk_hpo.refit.one_standard_error import one_standard_error
from sk_hpo.refit.rule import Rule
from sk_hpo.refit.within import within

__all__ = ["Rule", "fastest", "one_standard_error", "within"]
