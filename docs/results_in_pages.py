"""Numbers and tables of the pages, from the files that benchmarks have written.

- ``:result:`file | part | what``` is the value of one figure, and ``:measured:`` the
  value with its spread;
- ``.. results:: file ...`` has all figures of a file, and how they were measured;
- ``.. missed-goals::`` has those of all files that are short of what was to be reached.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import benchmark_results as results
from docutils import nodes
from sphinx.util.docutils import SphinxDirective


def role_of(words: Callable[[dict[str, Any]], str]) -> Any:
    """A role that writes the words for one figure."""

    def role(name: Any, raw: str, text: str, line: int, inliner: Any, *_: Any) -> Any:
        try:
            figure = results.lookup(text)
        except (OSError, ValueError) as error:
            message = inliner.reporter.error(str(error), line=line)
            return [inliner.problematic(raw, raw, message)], [message]
        env = inliner.document.settings.env
        file = f"{text.partition('|')[0].strip()}.json"
        env.note_dependency(str(results.FOLDER / file))
        return [nodes.Text(words(figure))], []

    return role


def value(figure: dict[str, Any]) -> str:
    """The value alone."""
    return results.shown(figure["value"])


def measured(figure: dict[str, Any]) -> str:
    """The value, and its spread if it has one."""
    spread = _spread(figure)
    if figure["spread"] == "standard error":
        return f"{value(figure)} ± {spread.removeprefix('standard error ')}"
    return f"{value(figure)} ({spread})" if spread else value(figure)


class Results(SphinxDirective):
    """The tables of files."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        found = []
        for name in self.arguments[0].split():
            self.env.note_dependency(str(results.FOLDER / f"{name}.json"))
            run = results.read(name)
            lines = table(
                ["what", "value", "spread"],
                [62, 16, 22],
                [[_what(r), _value(r), _spread(r)] for r in run["rows"]],
            )
            inner = self.parse_text_to_nodes("\n".join([*lines, "", *_measured(run)]))
            found += _folded(f"All figures of {name}.json", inner)
        return found


class MissedGoals(SphinxDirective):
    """The figures that are short of their goals."""

    def run(self) -> list[nodes.Node]:
        rows = []
        for name in results.names():
            self.env.note_dependency(str(results.FOLDER / f"{name}.json"))
            run = results.read(name)
            rows += [
                [f"``{run['benchmark']}.py``: {_what(r)}", _value(r), _goal(r)]
                for r in run["rows"]
                if results.missed(r)
            ]
        lines = table(["what", "measured", "goal"], [66, 17, 17], rows)
        return self.parse_text_to_nodes("\n".join(lines))


def table(heads: list[str], widths: list[int], rows: list[list[str]]) -> list[str]:
    """The lines of a table in the pages' own language."""
    lines = [".. list-table::", "   :header-rows: 1"]
    lines += [f"   :widths: {' '.join(map(str, widths))}", ""]
    for cells in [heads, *rows]:
        lines += [
            f"   {'  ' if i else '* '}- {cell}".rstrip() for i, cell in enumerate(cells)
        ]
    return lines


def _folded(title: str, inner: list[nodes.Node]) -> list[nodes.Node]:
    """What a reader opens who wants it: the tables are longer than all the rest."""
    head = f"<details><summary>{title}</summary>"
    return [
        nodes.raw("", head, format="html"),
        *inner,
        nodes.raw("", "</details>", format="html"),
    ]


def _what(figure: dict[str, Any]) -> str:
    parts = (figure["part"], figure["what"])
    return _plain(": ".join(part for part in parts if part))


def _plain(text: str) -> str:
    return text.replace("*", r"\*").replace("_", r"\_")


def _value(figure: dict[str, Any]) -> str:
    return f"{results.shown(figure['value'])} {figure['unit']}".strip()


def _goal(figure: dict[str, Any]) -> str:
    side = "at least" if figure["at_least"] else "at most"
    return f"{side} {results.shown(figure['reach'])}"


def _spread(figure: dict[str, Any]) -> str:
    low, high = figure["low"], figure["high"]
    if low is None or high is None:
        return ""
    if figure["spread"] == "standard error":
        return f"standard error {results.shown(round((high - low) / 2, 4))}"
    ends = f"{results.shown(low)} to {results.shown(high)}"
    return f"quartiles {ends}" if figure["spread"] == "quartiles" else ends


def _measured(run: dict[str, Any]) -> list[str]:
    """How, when and with what the figures above were measured."""
    versions = ", ".join(f"{name} {is_}" for name, is_ in run["versions"].items())
    load = run["machine"]["load"]
    busy = "" if load is None else f", load {load}"
    source = "" if run["source"] == "run" else f" From {run['source']}."
    return [
        f"``{run['command']}``, {run['date']}; {run['machine']['cores']} cores{busy};"
        f" {versions}.{_plain(source)}"
    ]


def setup(app: Any) -> dict[str, bool]:
    app.add_role("result", role_of(value))
    app.add_role("measured", role_of(measured))
    app.add_directive("results", Results)
    app.add_directive("missed-goals", MissedGoals)
    return {"parallel_read_safe": True}
