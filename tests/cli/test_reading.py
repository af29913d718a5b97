"""What people see: pages without styles where no terminal reads them, CSV lists, the Tab key."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import OTHER, REPORT, Ran

SESSION = "ubqg-cds-2024-07-10"
SOURCES = """
sources:
  - {id: xa-mot, name: Xã Một, kind: national, listing: https://mot.example/}
  - {id: xa-hai, name: Xã Hai, kind: national, listing: https://hai.example/}
  - {id: tinh, name: Tỉnh, kind: national, listing: https://tinh.example/}
"""
COMMAND = [sys.executable, "-m", "crawler"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of two articles and a list of three sources."""
    folder = tmp_path_factory.mktemp("reading")
    (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    for name, text in (("0.txt", REPORT), ("1.txt", OTHER)):
        (folder / name).write_text(text, encoding="utf-8")
    assert ask(folder, "import", "0.txt", "1.txt").code == 0
    return folder


def ask(folder: Path, *words: str, **environ: str) -> Ran:
    done = subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, cwd=folder, env=_environ(environ), timeout=60
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def shown(folder: Path, *words: str, **environ: str) -> str:
    """What a command shows on a terminal of 60 columns."""
    ours, theirs = pty.openpty()
    settings = _environ({"TERM": "xterm", "COLUMNS": "60", "LINES": "200", **environ})
    with os.fdopen(ours, "rb", buffering=0) as screen:
        with subprocess.Popen([*COMMAND, *words], stdin=theirs, stdout=theirs, cwd=folder, env=settings):
            os.close(theirs)
            seen = b""
            while piece := _read(screen):
                seen += piece
        return seen.decode()


def _environ(more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHIENHOP_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[2]), **more}


def _read(screen: io.FileIO) -> bytes:
    try:
        return screen.read(4096) or b""
    except OSError:  # how Linux says that the other end is closed
        return b""


@pytest.mark.parametrize(
    "words", [["show", "0"], ["session", SESSION], ["sessions"], ["indicators"], ["search", "họp"]]
)
def test_styles_only_on_a_terminal(folder: Path, words: list[str]) -> None:
    assert "\x1b" not in ask(folder, *words).out
    assert "\x1b[1m" in shown(folder, *words)


def test_a_page_fits_the_terminal_and_a_pipe_gets_whole_lines(folder: Path) -> None:
    sentence = "ông Nguyễn Văn Mẫu, Phó Chủ tịch UBND tỉnh chủ trì."
    assert sentence in ask(folder, "show", "0").out
    page = shown(folder, "show", "0")
    assert sentence not in page
    assert max(map(len, page.split("Chiều")[1].splitlines())) <= 60


def test_what_is_taller_than_the_screen_opens_in_the_pager(folder: Path) -> None:
    for lines, paged in (("10", True), ("200", False)):
        page = shown(folder, "session", SESSION, PAGER="sed s/^/|/", LINES=lines)
        assert page.startswith("|") == paged


def test_a_session_in_words(folder: Path) -> None:
    lines = ask(folder, "session", SESSION).out.splitlines()
    assert lines[1] == "10/7/2024 · conclusion notice: not seen yet"
    assert "      0  Đắk Lắk · Nguyễn Văn Mẫu" in lines
    assert any("18,3%" in line.partition("«")[0] for line in lines)


@pytest.mark.parametrize(
    ("words", "column", "value"),
    [
        (["sessions"], "key", SESSION),
        (["search", "hội chợ"], "number", "1"),
        (["sources", "list"], "id", "xa-mot"),
        (["sources", "health"], "state", "new"),
    ],
)
def test_lists_as_csv(folder: Path, words: list[str], column: str, value: str) -> None:
    first = next(csv.DictReader(io.StringIO(ask(folder, *words, "--csv").out)))
    assert first[column] == value


def test_an_empty_list_as_csv(folder: Path) -> None:
    told = ask(folder, "alerts", "list", "--csv").out
    assert told == "id,created,kind,subject,channel,state,attempts,error\n"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("se", {"search", "sessions", "session", "serve"}),
        ("poll xa", {"xa-mot", "xa-hai"}),
        ("search --source t", {"tinh"}),
        ("session ubqg", {SESSION}),
        ("search --province caob", {"caobang"}),
        ("search --body ubqg-cd", {"ubqg-cds"}),
    ],
)
def test_the_tab_key(folder: Path, typed: str, offered: set[str]) -> None:
    assert completed(folder, typed) == offered


@pytest.mark.parametrize("sources", ["sources: [{", "sources: {}", ""])
def test_a_mistake_in_the_sources_offers_nothing(tmp_path: Path, sources: str) -> None:
    (tmp_path / "sources.yaml").write_text(sources, encoding="utf-8")
    assert completed(tmp_path, "poll x") == set()


def test_without_an_archive_no_session_is_offered(tmp_path: Path) -> None:
    assert completed(tmp_path, "session u") == set()


def test_the_shell_is_told(folder: Path) -> None:
    assert "_PHIENHOP_COMPLETE=bash_complete" in ask(folder, _PHIENHOP_COMPLETE="bash_source").out


def completed(folder: Path, typed: str) -> set[str]:
    words = f"phienhop {typed}"
    count = str(len(words.split()) - 1)
    ran = ask(folder, COMP_WORDS=words, COMP_CWORD=count, _PHIENHOP_COMPLETE="bash_complete")
    assert ran.err == ""
    return {line.partition(",")[2] for line in ran.out.splitlines() if line}


def test_a_search_does_not_wait_for_what_it_does_not_use() -> None:
    script = "import sys, crawler.cli.questions, crawler.search; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "crawler.search.fulltext" in loaded
    assert {"crawler.archive.archive", "crawler.dates", "crawler.search.one", "httpx"}.isdisjoint(loaded)
