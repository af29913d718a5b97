"""The page that lists the sources says what the file says."""

from __future__ import annotations

from pathlib import Path

from crawler.model import Kind, Settings, Source
from crawler.sources import load
from crawler.sources.table import RENEW, table

ROOT = Path(__file__).parent.parent


def test_the_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert page == table(load(ROOT / "sources.yaml", {})), f"run: {RENEW}"


def test_a_row_survives_signs_of_markdown() -> None:
    odd = Source("a", "A | B", Kind.NATIONAL, listing=("https://example.vn/",), note="/<slug>", enabled=False)
    page = table(Settings(sources=(odd,)))
    assert r"| `a` | A \| B | national |  |  | <https://example.vn/> | /&lt;slug> |" in page
    assert "## Polled: 0" in page
    assert "## Known and not polled: 1 (1 national)" in page
