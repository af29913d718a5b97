"""The 34 provinces as a map of tiles: who reported a session, who has not, whose sites are in trouble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from crawler import reference
from crawler.model import Source

State = Literal["reported", "quiet", "trouble"]
WORDS: dict[State, str] = {
    "reported": "đã đưa tin",
    "quiet": "chưa thấy tin",
    "trouble": "trang gặp sự cố",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One province of today, where it stands on the map, and how it stands to a session."""

    slug: str
    name: str
    column: int
    row: int
    state: State
    reports: int

    @property
    def words(self) -> str:
        """The state, told to those who do not see the colour."""
        return f"{WORDS[self.state]}, {self.reports} bài" if self.reports else WORDS[self.state]


def tiles(reported: Mapping[str, int], troubled: Iterable[str]) -> list[Tile]:
    """All 34, from north to south. A report weighs more than the trouble of the province's sites."""
    trouble = set(troubled)
    names = {province.slug: province.name for province in reference.current_provinces()}
    found = []
    for slug, column, row in _places():
        count = reported.get(slug, 0)
        state: State = "reported" if count else "trouble" if slug in trouble else "quiet"
        found.append(Tile(slug, names[slug], column, row, state, count))
    return found


def in_trouble(health: Iterable[Mapping[str, Any]], sources: Iterable[Source]) -> set[str]:
    """Today's provinces none of whose watched sites can be read just now."""
    states = {row["id"]: row["state"] for row in health}
    by_province: dict[str, set[str]] = {}
    for source in sources:
        province = reference.provinces().get(source.province or "")
        if province and source.enabled:
            heir = province.successor or province.slug
            by_province.setdefault(heir, set()).add(states.get(source.id, "new"))
    return {slug for slug, found in by_province.items() if found <= {"broken", "silent"}}


@cache
def _places() -> tuple[tuple[str, int, int], ...]:
    rows = reference.load("tiles.yaml")
    return tuple((r["slug"], r["column"], r["row"]) for r in sorted(rows, key=lambda r: (r["row"], r["column"])))
