"""What holds for every answer: methods, lengths, guarding headers, ETags; and that nothing of the outbox is there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.web.desk import Desk
from tests.web import made
from tests.web.talking import Client, serving

EVERY = ["/", "/api/sessions", "/feed.atom", "/phien.ics", "/static/phienhop.css", "/khong-co", "/api/khong-co"]


@pytest.mark.parametrize("path", EVERY)
def test_headers_guard_the_reader(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", EVERY[:5])
def test_unchanged_pages_are_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": sent})
        assert (again.status, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).content == first.content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/api/sessions", "/khong-co"])
def test_only_get_and_head(client: Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", EVERY)
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    head, get = client.request("HEAD", path), client.get(path)
    assert head.status == get.status
    assert head.headers == get.headers
    assert head.content == b""


def test_a_very_long_address_is_refused(client: Client) -> None:
    assert client.get("/tim?q=" + "a" * 17_000).status == 414
    assert client.get("/api/search?q=" + "a" * 17_000).json()["error"] == "Địa chỉ quá dài"


def test_a_busy_archive_is_said_to_be(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.web.desk.PATIENCE", 0.01)
    monkeypatch.setattr("crawler.web.desk.CONNECTIONS", 1)
    with serving(place / "state", place / "sources.yaml") as client:
        with client.desk.asking():
            answer = client.get("/api/sessions")
            assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert client.get("/api/sessions").status == 200


def test_who_would_wait_too_long_for_an_answer_is_told_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.web.manners.AT_ONCE", 0)
    monkeypatch.setattr("crawler.web.manners.PATIENCE", 0.01)
    with serving(place / "state", place / "sources.yaml") as client:
        answer = client.get("/api/sessions")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert "content-security-policy" in answer.headers


def test_a_question_that_takes_too_long_is_ended(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.web.desk._CHECK_EVERY", 1)
    with serving(place / "state", place / "sources.yaml") as client:
        with monkeypatch.context() as patient:
            patient.setattr("crawler.web.desk.LIMIT", -1.0)
            assert client.get("/phien").status == 503
        assert client.get("/phien").status == 200


def test_the_archive_cannot_be_written(place: Path) -> None:
    desk = Desk(place / "state", place / "sources.yaml")
    with pytest.raises(sqlite3.OperationalError, match="readonly"), desk.asking() as db:
        db.execute("DELETE FROM article")
    desk.close()


def test_an_archive_put_in_place_of_the_old_is_seen(tmp_path: Path) -> None:
    made.make(tmp_path / "state")
    desk = Desk(tmp_path / "state", tmp_path / "none.yaml")
    with desk.asking() as db:
        assert db.execute("SELECT count(*) FROM article").fetchone() == (5,)
    (tmp_path / "other").mkdir()
    Archive.open(tmp_path / "other").close()
    for leftover in (tmp_path / "state").glob("phienhop.db*"):
        leftover.unlink()
    (tmp_path / "other" / "phienhop.db").rename(tmp_path / "state" / "phienhop.db")
    with desk.asking() as db:
        assert db.execute("SELECT count(*) FROM article").fetchone() == (0,)
    desk.close()


def test_recipients_are_never_read(place: Path, client: Client) -> None:
    desk = Desk(place / "state", place / "sources.yaml")
    settings = desk.settings()
    assert [source.id for source in settings.sources] == ["caobang", "daklak"]
    assert settings.recipients == ()  # and its secret, which is not set, was not asked for
    for path in ("/", "/nguon", "/api/health", "/api/openapi.json"):
        assert "toa-soan" not in client.get(path).text


def test_sources_are_read_again_and_a_mistake_keeps_the_last(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(made.SOURCES, encoding="utf-8")
    desk = Desk(tmp_path, file)
    assert len(desk.settings().sources) == 2
    file.write_text("sources: 5", encoding="utf-8")
    assert len(desk.settings().sources) == 2
    file.write_text("sources: []\n\n\n", encoding="utf-8")
    assert len(desk.settings().sources) == 0
