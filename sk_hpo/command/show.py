"""``show``: the searches of a checkpoint, one per row."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from sk_hpo.command.summary import Summary, summaries
from sk_hpo.command.tables import plain, print_rich

HEADS = (
    "search",
    "class",
    "estimator",
    "done",
    "best score",
    "seconds",
    "failed",
    "begun (UTC)",
    "best parameters",
)
# On a terminal, where long texts are wrapped, two columns are enough for them.
WRAPPED_HEADS = ("", "search", "done", "best", "seconds", "failed", "begun (UTC)")


def add(subparsers: Any) -> ArgumentParser:
    """Declare the subcommand."""
    text = (
        "List the searches of a checkpoint: how many candidates are done and of how "
        "many (at most, if the search decides), the best mean score and its "
        "parameters, the seconds of all fits and their scoring, and how many "
        "candidates failed."
    )
    parser: ArgumentParser = subparsers.add_parser(
        "show", help="list the searches of a checkpoint", description=text
    )
    parser.add_argument("checkpoint", help="the file that a search was given")
    return parser


def run(arguments: Namespace) -> None:
    """Print the table: with rich on a terminal, if it is installed."""
    found = summaries(arguments.checkpoint)
    if not found:
        print(f"{arguments.checkpoint} holds no searches")  # noqa: T201
        return
    rows = [cells(number, one) for number, one in enumerate(found, start=1)]
    wrapped = map(to_wrap, rows)
    if not (sys.stdout.isatty() and print_rich(WRAPPED_HEADS, list(wrapped))):
        print(plain(HEADS, rows))  # noqa: T201


def cells(number: int, one: Summary) -> tuple[str, ...]:
    """Return the cells of a search's row."""
    parts = {"stopped": one.n_stopped, "on lower levels": one.n_lower}
    others = ", ".join(f"{n} {what}" for what, n in parts.items() if n)
    others = f" ({others})" if others else ""
    metric = "" if one.metric == "score" else f" ({one.metric})"
    return (
        str(number),
        one.name,
        one.estimator,
        f"{one.n_done} of {one.n_candidates}{others}",
        "-" if one.best_score is None else f"{one.best_score:.5g}{metric}",
        f"{one.seconds:.1f}",
        str(one.n_failed),
        one.begun,
        ", ".join(f"{name}={value!r}" for name, value in one.best_params.items()),
    )


def to_wrap(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return a row for `WRAPPED_HEADS`."""
    number, name, estimator, done, best, seconds, failed, begun, params = row
    best = f"{best} with {params}" if params else best
    return number, f"{name} of {estimator}", done, best, seconds, failed, begun
