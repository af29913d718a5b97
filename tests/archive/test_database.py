"""Opening the archive: what is wrong with a state folder is said in one line, and nothing is made worse."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.archive import Archive
from crawler.archive.checks import problems
from crawler.archive.database import FILE, immediate, open_readonly, open_writable
from crawler.archive.schema import index_again
from crawler.errors import DamagedState, NewerState, StateError
from crawler.search import search
from tests.archive.samples import BOTH, NOW, Box, Told, article, own_words

WRITER = """
import sys
from pathlib import Path
from crawler.archive import Archive
from crawler.model import Telling
from tests.archive.samples import NOW, Told, article, own_words, reading
name, count = sys.argv[2], int(sys.argv[3])
with Archive.open(Path(sys.argv[1]), tell=Told()) as archive:
    for n in range(count):
        text = article(f"{name} {n}", *own_words(hash(name) % 1000 + n))
        added = archive.add(reading(text), url=f"https://{name}.vn/{n}", source=None, now=NOW, telling=Telling.SILENT)
        print(added.number, text.hash, flush=True)
"""
ROOT = Path(__file__).parents[2]


def writer(state: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(state), name, str(count)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}
    )


def test_settings_of_the_connection(box: Box) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    assert [box.db.execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == ["wal", 2, 1, 30_000]


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    Archive.open(tmp_path, tell=Told()).close()
    before = (tmp_path / FILE).read_bytes()
    Archive.open(tmp_path, tell=Told()).close()
    assert (tmp_path / FILE).read_bytes() == before


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match=r"cannot be written .*--state"):
        Archive.open(tmp_path / "file" / "state")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StateError, match=r"cannot be written .*--state"):
        Archive.open(tmp_path)


def test_a_database_from_a_newer_version(tmp_path: Path) -> None:
    open_writable(tmp_path).close()
    db = Database(tmp_path / FILE)
    db.table("_sqlite_migrations").insert({"migration_set": "phienhop", "name": "0999", "applied_at": "2030-01-01"})
    db.close()
    before = (tmp_path / FILE).read_bytes()
    for opening in (open_writable, open_readonly):
        with pytest.raises(NewerState, match="newer version"):
            opening(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.parametrize("damage", [b"not a database at all, but long enough to be read", b"\xff" * 8192])
def test_a_file_that_is_no_database(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    for opening in (open_writable, open_readonly):
        with pytest.raises(DamagedState, match="nothing was changed"):
            opening(tmp_path)
    assert (tmp_path / FILE).read_bytes() == damage


def test_a_damaged_database_names_the_newest_good_backup(tmp_path: Path) -> None:
    open_writable(tmp_path).close()
    backups = tmp_path / "backups"
    backups.mkdir()
    for age, name in enumerate(("bad.db", "good.db", "older.db")):
        (backups / name).write_bytes((tmp_path / FILE).read_bytes() if name != "bad.db" else b"x" * 5000)
        os.utime(backups / name, (1e9 - age, 1e9 - age))
    spoil(tmp_path / FILE)
    with pytest.raises(DamagedState, match=r"damaged .* restore the newest good backup: .*good\.db"):
        open_writable(tmp_path)
    assert problems(tmp_path / FILE) != []
    assert (backups / "bad.db").exists()


def test_a_broken_search_index_is_made_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    box = Box(Archive.open(tmp_path, tell=Told()), Told())
    box.keep(article("Đắk Lắk họp"), "https://a.vn/1")
    with immediate(box.db):
        box.db.execute("UPDATE article_fts_data SET block = x'00' WHERE id > 10")
    box.archive.close()
    with Archive.open(tmp_path, tell=Told()) as archive:
        assert "search index is damaged" in caplog.text
        assert [hit["number"] for hit in search(archive.db, "dak lak")] == [0]
    assert problems(tmp_path / FILE) == []


def test_the_index_made_again_equals_the_one_that_was_written(box: Box) -> None:
    box.keep(article("Đường Đỗ Ðại"), "https://a.vn/1")
    box.db.execute("UPDATE article SET title = 'Đường Ðạo' WHERE number = 0")
    query = "SELECT rowid FROM article_fts WHERE article_fts MATCH 'title : \"duong dao\"'"
    assert box.db.execute(query).fetchall() == [(0,)]
    before = box.db.execute("SELECT id, block FROM article_fts_data WHERE id = 1").fetchall()
    with immediate(box.db):
        index_again(box.db)
    assert box.db.execute(query).fetchall() == [(0,)]
    assert box.db.execute("SELECT id, block FROM article_fts_data WHERE id = 1").fetchall() == before
    box.db.execute("DELETE FROM shingle")
    box.db.execute("DELETE FROM address")
    box.db.execute("DELETE FROM article")
    assert box.db.execute(query).fetchall() == []
    box.db.execute("INSERT INTO article_fts(article_fts) VALUES ('integrity-check')")


def test_readers_see_what_is_written_and_write_nothing(box: Box, tmp_path: Path) -> None:
    reader = open_readonly(tmp_path / "state")
    box.keep(article("Bài"), "https://a.vn/1")
    assert reader["article"].count == 1
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM article")
    reader.close()


def test_a_reader_without_an_archive(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="there is no archive yet"):
        open_readonly(tmp_path)


def test_an_error_ends_the_transaction(box: Box) -> None:
    def half(db: Database) -> None:
        db.execute("DELETE FROM source")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        box.archive.write(half)
    assert box.db["source"].count == len(BOTH)
    assert box.archive.write(lambda db: db.execute("DELETE FROM source").rowcount) == len(BOTH)


def test_two_processes_write_one_archive(tmp_path: Path) -> None:
    processes = [writer(tmp_path, name, 25) for name in ("mot", "hai")]
    told = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    numbers = [int(number) for lines in told for number in lines[::2]]
    assert sorted(numbers) == list(range(50))


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    acknowledged = []
    for name in ("mot", "hai", "ba"):
        process = writer(tmp_path, name, 10_000)
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().split() for _ in range(5)]
        process.send_signal(signal.SIGKILL)
        process.communicate()
    with Archive.open(tmp_path, tell=Told()) as archive:
        kept = {(str(number), hash) for number, hash in archive.db.execute("SELECT number, hash FROM article")}
        assert {tuple(line) for line in acknowledged} <= kept
        assert len(list((tmp_path / "articles").iterdir())) == len(kept)
    assert problems(tmp_path / FILE) == []


def test_numbers_go_on_from_the_highest(box: Box) -> None:
    box.keep(article("Một", *own_words(1)), "https://a.vn/1")
    box.db.execute("UPDATE shingle SET article = 0")
    box.db.execute("PRAGMA foreign_keys = OFF")
    box.db.execute("UPDATE article SET number = 1041")
    assert box.keep(article("Hai", *own_words(2)), "https://a.vn/2", now=NOW).number == 1042


def spoil(path: Path) -> None:
    """Overwrite the pages behind the first."""
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 6] = b"\x5a" * (4096 * 5)
    path.write_bytes(bytes(content))
