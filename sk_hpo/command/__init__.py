"""The command ``python -m sk_hpo``."""

from sk_hpo.command.main import main

__all__ = ["main"]
