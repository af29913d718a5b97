"""Exports: one state of the archive, as files that other programs read and `import` takes back."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from crawler import sources
from crawler.archive import Archive
from crawler.demo.country import Country
from crawler.export import TABLES, ExportImpossible, export
from crawler.schedule import Options, open_desk, poll_all
from crawler.search import indicators, open_readonly, search, sessions
from crawler.search.one import show
from tests.web import made

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive with one of everything, a revision included."""
    folder = tmp_path_factory.mktemp("made") / "state"
    made.make(folder)
    return folder


@pytest.fixture
def db(state: Path) -> Any:
    db = open_readonly(state)
    yield db
    db.close()


def shape(db: Database) -> list[dict[str, Any]]:
    """All that an export promises to bring back, article by article."""
    told = ["hash", "title", "text", "url", "source", "published", "published_from", "author", "lang", "layout"]
    told += ["report", "notice", "session", "session_title", "known_as", "story"]
    documents = [show(db, str(hit["number"])) for hit in sorted(search(db, "", limit=1000), key=lambda h: h["number"])]
    return [
        {
            **{name: document[name] for name in told},
            "addresses": sorted(address["url"] for address in document["addresses"]),
            "revisions": [(r["number"], r["previous"], r["url"]) for r in document["revisions"]],
        }
        for document in documents
    ]


async def test_the_country_comes_back_without_loss(tmp_path: Path) -> None:
    """Copies at several addresses, a reprint, a session told by provinces, and a figure corrected where it stood."""
    was, back = tmp_path / "state", tmp_path / "back"
    path = tmp_path / "sources.yaml"
    async with Country() as country:
        country.publish(*(id for id, story in country.stories.items() if story.later))
        path.write_text(country.sources_yaml(sites=country.healthy()), encoding="utf-8")
        settings = sources.load(path, {})
        async with open_desk(settings, Options(state=was, rechecks=(timedelta(milliseconds=1),))) as desk:
            await poll_all(settings.sources, desk)
            country.correct("phien-hop-dienbien", "68,4%", "64,8%")
            await asyncio.sleep(0.01)
            visits = await poll_all(settings.sources, desk)
    assert sum(visit.revisions for visit in visits.values())
    before = open_readonly(was)
    export(before, tmp_path / "out", "jsonl")
    command = [sys.executable, "-m", "crawler", "--sources", str(path), "--state", str(back), "import", "--json"]
    took = await asyncio.create_subprocess_exec(*command, str(tmp_path / "out"), cwd=ROOT)
    assert await took.wait() == 0
    after = open_readonly(back)
    assert shape(after) == shape(before)
    assert (sessions(after), indicators(after)) == (sessions(before), indicators(before))
    before.close()
    after.close()


def test_a_csv_file_for_each_table(db: Database, tmp_path: Path) -> None:
    written = export(db, tmp_path, "csv")
    assert set(written) == {f"{name}.csv" for name in TABLES}
    for name, count in written.items():
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == count > 0


def test_parquet_is_typed(db: Database, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="no pyarrow: pip install 'phienhop[parquet]'")
    import pyarrow.parquet as parquet

    written = export(db, tmp_path, "parquet")
    tables = {name: parquet.read_table(tmp_path / name) for name in written}
    assert {name: table.num_rows for name, table in tables.items()} == written
    articles, figures = (tables[f"{name}.parquet"] for name in ("articles", "indicators"))
    assert str(articles.schema.field("added").type) == "timestamp[ms, tz=UTC]"
    assert [str(figures.schema.field(name).type) for name in ("article", "date", "value")] == [
        "int64",
        "date32[day]",
        "double",
    ]
    assert figures.column("value").to_pylist() == [p["value"] for p in _rows(db, "indicator")]


def test_an_empty_archive_is_typed_too(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="no pyarrow: pip install 'phienhop[parquet]'")
    import pyarrow.parquet as parquet

    with Archive.open(tmp_path / "state") as archive:
        export(archive.db, tmp_path / "out", "parquet")
    assert str(parquet.read_schema(tmp_path / "out" / "sessions.parquet").field("ordinal").type) == "int64"


def test_without_pyarrow_a_clear_word(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportImpossible, match=r"pip install 'phienhop\[parquet\]'"):
        export(db, tmp_path, "parquet")


def test_an_export_is_of_one_moment(state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written while the files are written is in none of them."""
    other = tmp_path / "state"
    made.make(other)
    db = open_readonly(other)
    with Archive.open(other) as archive:
        monkeypatch.setattr("crawler.export.file_name", lambda n, h: archive.db.execute(_LATER) and f"{n}.txt")
        assert export(db, tmp_path / "out", "txt") == {"index.csv": 5}
        assert archive.db.execute("SELECT count(*) FROM article").fetchone() == (10,)
    db.close()


_LATER = """
INSERT INTO article (hash, title, text, lang, added, recipe, sketch)
SELECT 'x' || count(*), 'x', 'x', 'vi', '2026-01-01T00:00:00.000Z', 1, x'' FROM article
"""


def test_broken_addresses_of_a_record_are_passed_by(tmp_path: Path) -> None:
    record = {"text": "Tiêu đề\n\nMột đoạn.\n", "canonical": True, "url": "https://a.vn/1"}
    odd: list[Any] = [None, 7, {}, {"url": 7}, {"url": "https://a.vn/1"}, {"url": "https://b.vn/1"}]
    (tmp_path / "a.jsonl").write_text(json.dumps({**record, "addresses": odd}), encoding="utf-8")
    command = [sys.executable, "-m", "crawler", "--state", str(tmp_path / "state"), "import", str(tmp_path / "a.jsonl")]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    db = open_readonly(tmp_path / "state")
    assert [address["url"] for address in show(db, "0")["addresses"]] == ["https://a.vn/1", "https://b.vn/1"]
    db.close()


def test_the_example_draws_what_an_export_holds(db: Database, tmp_path: Path) -> None:
    export(db, tmp_path, "csv")
    command = [sys.executable, "examples/plot_indicator.py", str(tmp_path), "kinh te so", str(tmp_path / "a.svg")]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60
    )
    assert "Tỷ trọng kinh tế số trong GDP" in done.stdout, done.stderr
    picture = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert picture.startswith("<svg")
    assert "16,5%" in picture


def _rows(db: Database, table: str) -> list[dict[str, Any]]:
    return list(db.query(f"SELECT * FROM {table} ORDER BY id"))
