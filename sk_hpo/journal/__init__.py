"""Record the events of a search: in a file from which it resumes, or nowhere."""

from sk_hpo.journal.journal import Journal

__all__ = ["Journal"]
