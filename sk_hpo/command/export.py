"""``export``: the candidates of a search, one per row."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from sk_hpo.command.csv_rows import write_csv
from sk_hpo.search.load_results import SavedSearch, load_results


def add(subparsers: Any) -> ArgumentParser:
    """Declare the subcommand."""
    text = (
        "Write the table of a search, cv_results_, with a row for each candidate that "
        "is complete, or that racing has stopped."
    )
    parser: ArgumentParser = subparsers.add_parser(
        "export", help="write the candidates of a search", description=text
    )
    parser.add_argument("checkpoint", help="the file that a search was given")
    formats = parser.add_mutually_exclusive_group(required=True)
    formats.add_argument("--csv", action="store_true", help="as comma-separated values")
    parser.add_argument(
        "--search",
        type=int,
        metavar="N",
        help="which search, by its number in show, if there are several",
    )
    parser.add_argument(
        "--output", metavar="FILE", help="where to write; standard output if not given"
    )
    return parser


def run(arguments: Namespace) -> None:
    """Write the table."""
    search = chosen(arguments.checkpoint, arguments.search)
    if not search.cv_results_:
        raise ValueError(
            f"the search in {arguments.checkpoint!r} has no complete candidate yet"
        )
    if arguments.output is None:
        write_csv(search.cv_results_, sys.stdout)
        return
    with open(arguments.output, "w", encoding="utf-8", newline="") as file:
        write_csv(search.cv_results_, file)


def chosen(path: str, number: int | None) -> SavedSearch:
    """Return a search of a file, by its number from 1; None: the only one.

    Raises
    ------
    OSError, ValueError
        If there is no such file or search, or there are several.
    """
    searches = load_results(path)
    if number is None and len(searches) == 1:
        return searches[0]
    listed = ", ".join(
        f"{at} ({one.name}, {one.n_candidates} candidates)"
        for at, one in enumerate(searches, start=1)
    )
    holds = f"{path!r} holds {listed or 'no searches'}"
    if number is None:
        raise ValueError(f"--search must say which search is meant: {holds}")
    if not 1 <= number <= len(searches):
        raise ValueError(f"argument --search: there is no search {number}: {holds}")
    return searches[number - 1]
