"""Runs examples/quick_start.py, and keeps its tables for the README.

The seconds are those of one run, so they say more on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import runpy
from pathlib import Path

from _record import row, save
from _timing import json_option, machine

EXAMPLE = Path(__file__).parents[1] / "examples" / "quick_start.py"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    json_option(parser)
    options = parser.parse_args()
    print(machine())
    example = runpy.run_path(str(EXAMPLE))
    example["warm_up"]()
    rows = []
    for comparison in example["COMPARISONS"]:
        for name, line in example["compare"](*comparison).items():
            rows += [
                row(comparison[0], f"{name}: {head}", value)
                for head, value in line.items()
            ]
    save(options.json, rows)


if __name__ == "__main__":
    main()
