"""Backups that restore: taken under load, rotated, put back, and refused when they are not good."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.archive import Archive
from crawler.archive.backup import backup
from crawler.archive.checks import broken_index, newest_sound_backup, problems
from crawler.archive.database import FILE, open_writable
from crawler.archive.lock import only_service
from crawler.archive.restore import restore
from crawler.archive.rotate import rotate
from crawler.archive.schema import migrations
from crawler.errors import DamagedState, NewerState, StateError, StateInUse
from crawler.model import Telling
from tests.archive.samples import NOW, article, own_words, reading

WRITER = """
import itertools, sys
from pathlib import Path
from crawler.archive import Archive
from tests.test_backup import add
with Archive.open(Path(sys.argv[1])) as archive:
    for n in itertools.count(1000):
        add(archive, n)
        print(n, flush=True)
"""
DAY = timedelta(days=1)


def keep(state: Path, *numbers: int) -> None:
    """Archive texts that are unlike each other."""
    with Archive.open(state) as archive:
        for n in numbers:
            add(archive, n)


def add(archive: Archive, n: int) -> None:
    text = article(f"Bài {n}", *own_words(n))
    archive.add(reading(text), url=f"https://a.vn/{n}", source=None, now=NOW, telling=Telling.SILENT)


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [title for (title,) in db.execute("SELECT title FROM article ORDER BY number")]


@contextmanager
def writing(state: Path) -> Iterator[None]:
    """Another process adds articles as fast as it can."""
    command = [sys.executable, "-c", WRITER, str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
            assert process.poll() is None
        finally:
            process.kill()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    keep(tmp_path / "state", 1, 2)
    return tmp_path / "state"


# --- copies ---------------------------------------------------------------------------------


def test_copies_taken_while_another_process_writes_are_all_good_and_restore(state: Path, tmp_path: Path) -> None:
    copies = [tmp_path / f"{n}.db" for n in range(20)]
    with writing(state):
        for copy in copies:
            backup(state, copy)
    assert [problems(copy) for copy in copies] == [[]] * 20
    counts = [len(titles(copy)) for copy in copies]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0] > 2, "the writer wrote meanwhile"
    restored = restore(tmp_path / "new", copies[-1], NOW)
    assert (restored.articles, restored.aside) == (counts[-1], None)
    assert len(list((tmp_path / "new/articles").iterdir())) == counts[-1]


def test_a_copy_of_a_damaged_archive_is_not_kept(state: Path, tmp_path: Path) -> None:
    rotate(state, state / "backups", NOW)
    with closing(sqlite3.connect(state / FILE)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("INSERT INTO known_as VALUES ('x', 'x', 999)")
        db.commit()
    with pytest.raises(DamagedState, match=r"fails its checks .*phienhop restore .*phienhop-2026-11-21\.db"):
        backup(state, tmp_path / "copy.db")
    with pytest.raises(DamagedState):
        rotate(state, state / "backups", NOW, keep=1)
    assert not (tmp_path / "copy.db").exists()
    assert [file.name for file in (state / "backups").iterdir()] == ["phienhop-2026-11-21.db"]
    assert problems(state / "backups/phienhop-2026-11-21.db") == []


def spoil_index(state: Path) -> None:
    with closing(sqlite3.connect(state / FILE)) as db:
        db.execute("UPDATE article_fts_data SET block = x'00' WHERE id > 10")
        db.commit()


def test_a_broken_search_index_costs_no_backup(state: Path, tmp_path: Path) -> None:
    spoil_index(state)
    backup(state, tmp_path / "copy.db")
    assert broken_index(state / FILE)
    assert broken_index(tmp_path / "copy.db") is None
    assert titles(tmp_path / "copy.db") == ["Bài 1", "Bài 2"]


def test_a_copy_that_cannot_be_written(state: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot be written"):
        backup(state, tmp_path / "file/copy.db")
    with pytest.raises(StateError, match="cannot be used for backups"):
        rotate(state, tmp_path / "file", NOW)
    with pytest.raises(StateError, match="no archive to copy"):
        backup(tmp_path / "elsewhere", tmp_path / "copy.db")


# --- rotation -------------------------------------------------------------------------------


def test_a_rotation_keeps_the_last_days_and_touches_nothing_else(state: Path) -> None:
    folder = state / "backups"
    for n in range(5):
        rotate(state, folder, NOW + n * DAY, keep=3)
    (folder / "before-upgrade.db").write_bytes(b"somebody else's")
    made = rotate(state, folder, NOW + 5 * DAY, keep=3)
    assert [file.name for file in made.removed] == ["phienhop-2026-11-23.db"]
    assert sorted(file.name for file in folder.iterdir()) == [
        "before-upgrade.db",
        *(f"phienhop-2026-11-{day}.db" for day in (24, 25, 26)),
    ]


def test_a_second_rotation_of_the_day_takes_the_first_ones_place(state: Path) -> None:
    rotate(state, state / "backups", NOW)
    keep(state, 3)
    made = rotate(state, state / "backups", NOW)
    assert titles(made.file) == ["Bài 1", "Bài 2", "Bài 3"]
    assert list((state / "backups").iterdir()) == [made.file]


def test_a_clock_set_back_does_not_cost_the_new_copy(state: Path) -> None:
    rotate(state, state / "backups", NOW + 3650 * DAY, keep=1)
    made = rotate(state, state / "backups", NOW, keep=1)
    assert newest_sound_backup(state) == made.file


def test_one_rotation_at_a_time(state: Path) -> None:
    import fcntl

    (state / "backups").mkdir()
    handle = os.open(state / "backups", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(StateInUse, match="another backup"):
        rotate(state, state / "backups", NOW)
    os.close(handle)
    rotate(state, state / "backups", NOW)


# --- the way back ---------------------------------------------------------------------------


def test_a_restore_goes_back_and_keeps_what_was_there(state: Path, tmp_path: Path) -> None:
    backup(state, tmp_path / "copy.db")
    keep(state, 3)
    (state / "articles/000_x.txt").write_text("not ours")
    first = next((state / "articles").glob("001_*"))
    first.unlink()
    restored = restore(state, tmp_path / "copy.db", NOW)
    assert restored.aside == state / "aside-2026-11-21T080000"
    assert titles(state / FILE) == ["Bài 1", "Bài 2"]
    assert titles(restored.aside / FILE) == ["Bài 1", "Bài 2", "Bài 3"]
    assert first.is_file(), "texts are written again"
    assert sorted(f.name[:4] for f in (state / "articles").iterdir()) == ["000_", "001_"]
    assert sorted(f.name[:4] for f in (restored.aside / "articles").iterdir()) == ["000_", "002_"]
    keep(state, 4)
    assert (titles(state / FILE), problems(state / FILE)) == (["Bài 1", "Bài 2", "Bài 4"], [])


def test_the_log_of_a_killed_service_is_not_read_into_the_restored_database(state: Path, tmp_path: Path) -> None:
    backup(state, tmp_path / "copy.db")
    with writing(state):
        pass
    assert (state / f"{FILE}-wal").stat().st_size > 0
    restored = restore(state, tmp_path / "copy.db", NOW)
    assert restored.aside is not None
    assert titles(state / FILE) == ["Bài 1", "Bài 2"]
    assert "Bài 1000" in titles(restored.aside / FILE), "the former archive has its log"
    assert problems(restored.aside / FILE) == []


def test_a_damaged_archive_is_refused_names_its_backup_and_is_restored(state: Path) -> None:
    made = rotate(state, state / "backups", NOW)
    with (state / FILE).open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    damage = (state / FILE).read_bytes()
    with pytest.raises(DamagedState, match=f"phienhop restore {made.file}"):
        Archive.open(state)
    restored = restore(state, made.file, NOW)
    assert restored.aside is not None
    assert (restored.aside / FILE).read_bytes() == damage
    assert titles(state / FILE) == ["Bài 1", "Bài 2"]


def test_no_restore_under_a_running_service(state: Path, tmp_path: Path) -> None:
    backup(state, tmp_path / "copy.db")
    keep(state, 3)
    with only_service(state), pytest.raises(StateInUse, match=f"process {os.getpid()}"):
        restore(state, tmp_path / "copy.db", NOW)
    assert len(titles(state / FILE)) == 3


@pytest.mark.parametrize("bad", [b"", b"no database", None])
def test_a_bad_copy_is_refused_and_nothing_is_touched(state: Path, tmp_path: Path, bad: bytes | None) -> None:
    backup(state, tmp_path / "copy.db")
    whole = (tmp_path / "copy.db").read_bytes()
    (tmp_path / "copy.db").write_bytes(whole[: len(whole) // 2] if bad is None else bad)
    with pytest.raises(DamagedState, match="fails its checks"):
        restore(state, tmp_path / "copy.db", NOW)
    assert len(titles(state / FILE)) == 2
    assert not list(state.glob("aside-*"))
    for nowhere in (tmp_path / "nowhere.db", tmp_path):
        with pytest.raises(StateError, match=r"cannot be read \((No such file|Is a directory)"):
            restore(state, nowhere, NOW)


def test_a_copy_of_a_newer_version_is_refused(state: Path, tmp_path: Path) -> None:
    backup(state, tmp_path / "copy.db")
    with closing(Database(tmp_path / "copy.db")) as db:
        db.table("_sqlite_migrations").insert({"migration_set": "phienhop", "name": "0999", "applied_at": "2030-01-01"})
    with pytest.raises(NewerState, match="upgrade first"):
        restore(state, tmp_path / "copy.db", NOW)


# --- upgrades -------------------------------------------------------------------------------


@pytest.fixture
def first_form(tmp_path: Path) -> Path:
    """A database as the first version left it, with an article."""
    path = tmp_path / "old" / FILE
    path.parent.mkdir()
    with closing(Database(path)) as db:
        migrations.apply(db, stop_before="0002")
        db.execute(
            "INSERT INTO article (number, hash, title, text, lang, added, recipe, sketch)"
            " VALUES (0, 'abc', 'Đắk Lắk họp', 'Đắk Lắk họp', 'vi', '2026-11-01T00:00:00.000Z', 1, x'')"
        )
        db.conn.commit()
    return path


def applied(path: Path) -> list[str]:
    with closing(Database(path)) as db:
        return [migration.name for migration in migrations.applied(db)]


def test_a_database_of_the_first_form_is_migrated_once(first_form: Path) -> None:
    assert applied(first_form) == ["0001"]
    open_writable(first_form.parent).close()
    names = applied(first_form)
    assert names == sorted({migration.name for migration in migrations.pending(Database(memory=True))})
    assert len(names) > 1
    before = first_form.read_bytes()
    open_writable(first_form.parent).close()
    assert first_form.read_bytes() == before
    assert (titles(first_form), problems(first_form)) == (["Đắk Lắk họp"], [])


def test_a_backup_of_the_first_form_is_restored_in_todays(first_form: Path, state: Path) -> None:
    restore(state, first_form, datetime(2026, 11, 22, tzinfo=UTC))
    assert titles(state / FILE) == ["Đắk Lắk họp"]
    assert len(applied(state / FILE)) > 1
    assert applied(first_form) == ["0001"], "the backup stays as it was"
