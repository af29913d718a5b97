"""Each mistake gets clear words, the right exit code, and costs nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.conftest import Run


def test_a_broken_sources_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        "sources:\n  - id: a\n    kind: castle\n    listing: ftp://x\n    evry: 3m\n"
    )
    ran = run("run", "--once")
    assert ran.code == 2
    assert not ran.out
    for word in ("sources.yaml:3", "castle", "sources.yaml:4", "sources.yaml:5", "every"):
        assert word in ran.err
    assert "Traceback" not in ran.err


def test_no_sources_file(run: Run) -> None:
    ran = run("run", "--once")
    assert (ran.code, "sources.yaml" in ran.err) == (2, True)


def test_a_state_folder_that_cannot_be_written(run: Run, texts: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands in the way")
    ran = run("import", texts)
    assert ran.code == 1
    assert str(tmp_path / "state") in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_a_database_from_a_newer_version(run: Run, texts: Path, tmp_path: Path) -> None:
    run("import", texts)
    with sqlite3.connect(tmp_path / "state/phienhop.db") as db:
        table = next(n for (n,) in db.execute("SELECT name FROM sqlite_master") if "migrations" in n)
        db.execute(f"UPDATE {table} SET name = '9999_from_the_future' WHERE name = '0001'")
    db.close()
    before = (tmp_path / "state/phienhop.db").read_bytes()
    for verb in (["import", texts], ["sessions"]):
        ran = run(*verb)
        assert ran.code == 2
        assert "newer version" in ran.err
    assert (tmp_path / "state/phienhop.db").read_bytes() == before


def test_an_archive_that_is_not_there(run: Run) -> None:
    ran = run("search", "x")
    assert ran.code == 1
    assert "phienhop import" in ran.err


def test_nothing_by_that_name(run: Run, texts: Path) -> None:
    run("import", texts)
    assert run("show", "999").code == 1
    assert run("session", "ubqg-cds-1999-01-01").code == 1


def test_a_wrong_verb_and_a_wrong_option(run: Run) -> None:
    assert run("serach", "x").code == 2
    assert run("search", "--nope").code == 2
    assert run("poll").code == 2


def test_every_verb_teaches(run: Run) -> None:
    top = run("--help")
    assert top.code == 0
    for verb in ("run", "extract", "import", "search", "alerts", "doctor"):
        assert verb in top.out
        assert run(verb, "--help").code == 0
