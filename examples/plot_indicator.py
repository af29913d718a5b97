"""Plot one indicator from a CSV export, with the standard library and the project's own chart.

    phienhop export out --format csv
    python examples/plot_indicator.py out "kinh te so" indicator.svg

The name may be written with or without accents, or be the id of a series; the series with the most figures is drawn.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from crawler.chart import svg
from crawler.text import key

FIGURES = ("value", "number", "high", "out_of")


def main(folder: str, name: str, picture: str) -> None:
    found = series(Path(folder), name)
    if not found:
        raise SystemExit(f"no indicator {name!r} in {folder}/indicators.csv")
    longest = max(found, key=lambda one: len(one["points"]))
    Path(picture).write_text(svg(longest), encoding="utf-8")
    print(f"{picture}: {longest['name']}, {len(longest['points'])} points")


def series(folder: Path, name: str) -> list[dict[str, Any]]:
    """Every series whose name or id holds `name`."""
    articles = {row["number"]: row for row in rows(folder / "articles.csv")}
    points = defaultdict(list)
    for row in rows(folder / "indicators.csv"):
        if key(name) in key(f"{row['series']} {row['name']}"):
            points[row["series"] or row["name"]].append(point(row, articles[row["article"]]))
    return [{"series": id, "name": found[0]["name"], "points": found} for id, found in points.items()]


def point(row: dict[str, str], article: dict[str, str]) -> dict[str, Any]:
    """One figure as the chart wants it: numbers as numbers, nothing for an empty cell."""
    told: dict[str, Any] = {name: value or None for name, value in row.items()}
    told |= {name: float(row[name]) if row[name] else None for name in FIGURES}
    return {**told, "of": told["out_of"], "published": article["published"], "province": article["province"]}


def rows(file: Path) -> list[dict[str, str]]:
    """All rows of a table."""
    csv.field_size_limit(sys.maxsize)  # a cell may hold a whole article
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
