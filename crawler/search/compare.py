"""The facts of one session's reports side by side: who agrees, who differs. Nothing is repaired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from crawler.text import key

_SHARED = ("chair", "theme", "document")  # what is the same for a whole session; the rest is each province's own


def words_told(db: Database, articles: Sequence[int]) -> list[dict[str, Any]]:
    """Chair, theme and documents, each value with the reports that give it.

    A session has one chair; two values of it differ. Documents add to one another.
    """
    rows = db.query(
        f"SELECT kind, value, quote, start, stop, article FROM fact WHERE kind IN ({_marks(_SHARED)})"
        f" AND article IN ({_marks(articles)}) ORDER BY id",
        [*_SHARED, *articles],
    )
    facts: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        values = facts.setdefault(row["kind"], {})
        told = values.setdefault(key(row["value"]), {"value": row["value"], "said": []})
        told["said"].append(_said(row))
    return [
        {"name": kind, "agree": kind == "document" or len(values) == 1, "values": _most_told(values.values())}
        for kind, values in facts.items()
    ]


def figures(db: Database, articles: Sequence[int]) -> list[dict[str, Any]]:
    """Each figure of the country with the values the reports give it; `agree` is false where they differ."""
    rows = db.query(
        "SELECT coalesce(series, name) AS id, series, name, unit, period, kind, relation, value, number, out_of, quote,"
        " start, stop, article"
        f" FROM indicator WHERE scope = 'national' AND article IN ({_marks(articles)}) ORDER BY id",
        list(articles),
    )
    groups: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in rows:
        about = (key(row["id"]), key(row["unit"] or ""), row["period"], row["kind"])
        group = groups.setdefault(
            about, {**{k: row[k] for k in ("series", "name", "unit", "period", "kind")}, "told": {}}
        )
        number = row["number"] if row["number"] is not None else row["value"]
        told = group["told"].setdefault(
            (number, row["out_of"]),
            {"value": row["value"], "of": row["out_of"], "relation": row["relation"], "said": []},
        )
        told["said"].append(_said(row))
    found = []
    for group in groups.values():
        told = group.pop("told")
        found.append({**group, "agree": len(told) == 1, "values": _most_told(told.values())})
    return found


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {"article": row["article"], "quote": row["quote"], "start": row["start"], "end": row["stop"]}


def _most_told(values: Any) -> list[dict[str, Any]]:
    """Values by how many articles give them."""
    counted = [{**value, "count": len({said["article"] for said in value["said"]})} for value in values]
    return sorted(counted, key=lambda value: -value["count"])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
