"""The events of a search: in memory, or in a file from which it goes on."""

from sk_hpo.journal.interface import Journal
from sk_hpo.journal.memory import MemoryJournal
from sk_hpo.journal.none import NoJournal

__all__ = ["Journal", "MemoryJournal", "NoJournal"]
