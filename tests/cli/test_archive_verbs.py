"""Import, ask, export: what a user does with texts already in hand."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import OTHER, REPORT, Run


def test_an_import_is_archived_under_names_its_bytes_prove(run: Run, texts: Path, tmp_path: Path) -> None:
    first, second = (run("import", texts, "--json").json for _ in "12")
    assert (first["new"], second["new"], second["same"]) == (2, 0, 2)
    files = sorted((tmp_path / "state/articles").iterdir())
    assert [f.name[:4] for f in files] == ["000_", "001_"]
    assert all(hashlib.sha256(f.read_bytes()).hexdigest()[:16] == f.stem[4:] for f in files)


def test_an_import_never_alerts(run: Run, texts: Path) -> None:
    run("import", texts)
    assert run("alerts", "list", "--json").json == []


def test_the_questions(run: Run, texts: Path) -> None:
    run("import", texts)
    (session,) = run("sessions", "--json").json
    assert (session["key"], session["ordinal"], session["provinces"]) == ("ubqg-cds-2024-07-10", 9, ["Đắk Lắk"])
    (hit,) = run("search", "dak lak", "--json").json
    assert "[Đắk Lắk]" in hit["snippet"]
    shown = run("show", "0123456789abcdef", "--json").json
    assert (shown["number"], shown["known_as"]) == (0, "000_0123456789abcdef")
    assert shown["text"] == (REPORT.strip() + "\n")
    one = run("session", session["key"], "--json").json
    assert "Đắk Lắk" not in one["absent"]
    assert "Cao Bằng" in one["absent"]
    quotes = [p["quote"] for s in run("indicators", "--json").json for p in s["points"]]
    assert any("18,3%" in quote for quote in quotes)


@pytest.mark.parametrize(
    "verb", [["sessions"], ["search", "dak lak"], ["indicators"], ["show", "0"], ["doctor", "--no-network"]]
)
def test_people_get_text_too(run: Run, texts: Path, verb: list[str], tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources: []\n")
    run("import", texts)
    ran = run(*verb)
    assert ran.code == 0, ran.err
    assert ran.out.strip()


def test_days_may_be_written_as_in_vietnam(run: Run, texts: Path) -> None:
    run("import", texts)
    assert run("search", "hội", "--since", "1/1/2000", "--json").code == 0
    assert run("search", "hội", "--since", "mai", "--json").code == 2


def test_a_province_goes_by_any_name_but_not_by_one_that_no_province_has(run: Run, texts: Path) -> None:
    run("import", texts)
    assert run("search", "hội", "--province", "Đắk Lắk", "--json").code == 0
    ran = run("search", "hội", "--province", "kaobang", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean caobang" in ran.err


def test_bad_files_are_named_and_the_others_taken(run: Run, texts: Path) -> None:
    (texts / "empty.txt").write_text("")
    (texts / "binary.txt").write_bytes(b"\x00\x01\x02" * 100)
    (texts / "huge.txt").write_bytes(b"a " * (25 << 20))
    ran = run("import", texts, "--json")
    assert ran.code == 1
    assert (ran.json["new"], ran.json["failed"]) == (2, 3)
    for name, word in (("empty.txt", "empty"), ("binary.txt", "binary"), ("huge.txt", "too large")):
        (line,) = [line for line in ran.err.splitlines() if name in line]
        assert word in line


def test_an_export_comes_back_without_loss(run: Run, texts: Path, tmp_path: Path) -> None:
    run("import", texts)
    before = [run("show", n, "--json").json for n in (0, 1)]
    run("export", tmp_path / "out", "--format", "jsonl")
    other = {"PHIENHOP_STATE": str(tmp_path / "other")}
    assert run("import", tmp_path / "out", "--json", **other).json["new"] == 2
    after = [run("show", n, "--json", **other).json for n in (0, 1)]
    for was, now in zip(before, after, strict=True):
        assert {k: was[k] for k in ("hash", "title", "text", "report", "known_as")} == {
            k: now[k] for k in ("hash", "title", "text", "report", "known_as")
        }


def test_exported_texts_prove_themselves(run: Run, texts: Path, tmp_path: Path) -> None:
    run("import", texts)
    run("export", tmp_path / "out", "--format", "txt")
    for line in (tmp_path / "out/SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    run("export", tmp_path / "csv", "--format", "csv")
    assert "kinh tế số" in (tmp_path / "csv/indicators.csv").read_text()


def test_a_backup_is_a_sound_database(run: Run, texts: Path, tmp_path: Path) -> None:
    run("import", texts)
    assert run("backup", tmp_path / "copy.db").code == 0
    with sqlite3.connect(tmp_path / "copy.db") as db:
        assert db.execute("SELECT count(*) FROM article").fetchone() == (2,)
    db.close()
    again = run("backup", tmp_path / "copy.db")
    assert again.code == 1
    assert "already exists" in again.err


def test_a_reread_changes_nothing_when_no_rule_changed(run: Run, texts: Path) -> None:
    run("import", texts)
    assert run("reread", "--json").json == {"applied": True, "changes": []}


def test_extract_reads_a_list_in_order(run: Run, tmp_path: Path) -> None:
    lines = [{"text": OTHER, "url": "https://example.org/1"}, {"text": ""}, {"text": REPORT, "published": "2024-07-11"}]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    documents = run("extract", path, "--json").json
    assert [d["report"] is not None for d in documents] == [False, False, True]
    report = documents[2]["report"]
    assert report["session"]["key"] == "ubqg-cds-2024-07-10"
    text = documents[2]["text"]
    for fact in (report["chair"], report["province"], report["local_chair"], *report["indicators"]):
        assert text[fact["start"] : fact["end"]] == fact["quote"]


def test_extract_reads_standard_input(run: Run) -> None:
    document = run("extract", "-", "--json", stdin=REPORT).json
    assert document["report"]["province"]["value"] == "Đắk Lắk"
    assert document["why"]


def test_a_saved_page_is_read_though_nobody_knows_its_address(run: Run, tmp_path: Path) -> None:
    first, second = REPORT.strip().split("\n\n")[1:3]
    page = f"<html><body><h1>Phiên họp thứ 9</h1><p>{first * 2}</p><p>{second * 2}</p></body></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    document = run("extract", tmp_path / "page.html", "--json").json
    assert (document["title"], document["url"]) == ("Phiên họp thứ 9", None)
