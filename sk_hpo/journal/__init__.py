"""Record the events of a search: in a file from which it resumes, or nowhere."""

from sk_hpo.journal.interface import Journal
from sk_hpo.journal.no_journal import NoJournal

__all__ = ["Journal", "NoJournal"]
