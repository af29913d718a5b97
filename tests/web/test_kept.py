"""Answers that are not made again: as long as nothing was written, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.archive import Archive
from crawler.model import Telling
from crawler.web.desk import Desk
from crawler.web.kept import Answer, Kept
from tests.archive.samples import NOW, article, reading
from tests.web import made
from tests.web.talking import Client, serving


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A server on an archive of this test's own, in a day that does not pass."""
    monkeypatch.setattr("crawler.web.desk.CLOCK", 1e12)
    made.make(tmp_path / "state")
    (tmp_path / "sources.yaml").write_text(made.SOURCES, encoding="utf-8")
    with serving(tmp_path / "state", tmp_path / "sources.yaml") as client:
        yield client


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[Desk]:
    """One entry for each time the archive is asked."""
    asked: list[Desk] = []
    asking = Desk.asking

    def counted(desk: Desk) -> AbstractContextManager[Database]:
        asked.append(desk)
        return asking(desk)

    monkeypatch.setattr(Desk, "asking", counted)
    return asked


@pytest.mark.parametrize("path", ["/", "/api/indicators", "/feed.atom", "/tim?q=phien"])
def test_what_was_not_written_since_is_not_asked_again(client: Client, questions: list[Desk], path: str) -> None:
    first = client.get(path)
    assert len(questions) == 1
    assert client.get(path) == first
    assert client.request("HEAD", path).headers == first.headers
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status == 304
    assert len(questions) == 1
    client.get(path, headers={"Host": "khac.example"})  # a feed names its own address
    assert len(questions) == 2


def test_what_was_written_is_seen_at_once(client: Client, tmp_path: Path) -> None:
    before = client.get("/tim?q=moi+tinh")
    assert "Không tìm thấy" in before.text
    with Archive.open(tmp_path / "state") as archive:
        read = reading(article("Bài mới tinh"))
        archive.add(read, url="https://a.vn/moi", source=made.CAOBANG, now=NOW, telling=Telling.SILENT)
    assert "Bài mới tinh" in client.get("/tim?q=moi+tinh").text


def test_sources_that_were_edited_are_seen_at_once(client: Client, tmp_path: Path) -> None:
    assert "Cổng Cao Bằng" in client.get("/nguon").text
    (tmp_path / "sources.yaml").write_text(made.SOURCES.replace("Cổng Cao", "Trang Cao"), encoding="utf-8")
    assert "Trang Cao Bằng" in client.get("/nguon").text


def test_trouble_is_not_kept(client: Client, questions: list[Desk]) -> None:
    assert [client.get("/bai/999").status for _ in range(2)] == [404, 404]
    assert len(questions) == 2


def test_what_is_not_to_be_stored_is_not_kept(tmp_path: Path, questions: list[Desk]) -> None:
    made.make(tmp_path)
    with serving(tmp_path, tmp_path / "none.yaml", metrics=True) as client:
        assert [client.get("/metrics").status for _ in range(2)] == [200, 200]
    assert len(questions) == 2


def test_a_fault_of_our_own_is_a_guarded_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("our fault")

    monkeypatch.setattr("crawler.web.desk.Desk.asking", fail)
    answer = client.get("/")
    assert answer.status == 500
    assert "our fault" not in answer.text
    assert "content-security-policy" in answer.headers


def answer(size: int) -> Answer:
    return Answer(200, [], b"x" * size)


def test_room_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.web.kept.ROOM", 100)
    monkeypatch.setattr("crawler.web.kept.LARGEST", 60)
    kept = Kept()
    for name, size in ((b"a", 40), (b"b", 40), (b"a", 50), (b"c", 40), (b"d", 61)):
        kept.keep((name,), 1, answer(size))
    held = [name for name in (b"a", b"b", b"c", b"d") if kept.find((name,), 1)]
    assert held == [b"a", b"c"]


def test_another_version_is_another_answer() -> None:
    kept = Kept()
    kept.keep((b"a",), 1, answer(1))
    assert kept.find((b"a",), 2) is None
    kept.keep((b"b",), 2, answer(2))
    assert kept.find((b"a",), 1) is None
    kept.keep((b"c",), None, answer(3))
    assert kept.find((b"c",), None) is None
