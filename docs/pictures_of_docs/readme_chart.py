"""Draws the chart of the README: `python docs/pictures_of_docs/readme_chart.py`.

From `benchmarks/results`, into `readme.svg` beside this file. The white background is
part of the picture, so that it is read alike on light and on dark pages. The data are
in its description, by which a test sees that it is up to date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
sys.path.insert(0, str(Path(__file__).parents[1]))

import matplotlib.pyplot as plt
import result_charts as charts

HERE = Path(__file__).parent
STYLE = {
    **charts.FONT,
    "svg.fonttype": "none",
    "svg.hashsalt": "readme",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def data() -> dict[str, object]:
    """What the chart shows."""
    return {
        "seconds": charts.readme_seconds(),
        "regret": {
            who: [row["value"] for row in rows]
            for who, rows in charts.regrets().items()
        },
    }


def draw(path: Path) -> None:
    """Draw both halves."""
    with plt.rc_context(STYLE):
        figure, (left, right) = plt.subplots(
            1, 2, figsize=(10.4, 5.0), layout="constrained", facecolor="white"
        )
        charts.seconds(left)
        left.set_title("The same grid, the same scores")
        charts.regret(right)
        right.set_title("How far from the best score (less is better)")
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)
        figure.savefig(path, metadata={"Date": None, "Description": json.dumps(data())})
        plt.close(figure)


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "readme.svg")
