"""Run a subcommand, and say what is wrong with its arguments."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sk_hpo.command import export, show

DESCRIPTION = """\
Look into the checkpoint file of a search, also while the search runs.

Neither the estimator nor the data are needed, and nothing in the file is executed."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str or None
        None: those of the command line.

    Raises
    ------
    SystemExit
        With code 2 and a message on standard error, if the arguments or the file can't
        be used.
    """
    parsed = parser().parse_args(arguments)
    try:
        parsed.run(parsed)
        sys.stdout.flush()
    except BrokenPipeError:
        # what reads the output, such as head, has read enough; Python would flush again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (OSError, ValueError) as error:
        parsed.parser.error(str(error))


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(
        "python -m sk_hpo",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = made.add_subparsers(required=True, metavar="{show,export}")
    for subcommand in (show, export):
        one = subcommand.add(subparsers)
        one.set_defaults(run=subcommand.run, parser=one)
    return made
