"""Files a user hands us: each that cannot be used says why and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.files import BadFile, found, looks_like_html, read_limited, records


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b" \n\t ", "empty"), (b"\x7fELF\x00\x01", "binary"), (b"a" * (9 << 20), "too large")],
)
def test_what_cannot_be_an_article(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=word) as error:
        read_limited(path)
    assert str(path) in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nowhere\.txt"):
        read_limited(tmp_path / "nowhere.txt")


def test_utf16_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Phiên họp".encode("utf-16"))
    assert read_limited(path)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("not json", "not JSON"),
        ("[1]", "wants an object"),
        ('{"url": "x"}', "wants an object"),
        ('{"text": 1}', "wants"),
    ],
)
def test_a_bad_record_is_named_by_line(tmp_path: Path, line: str, word: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "x"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(BadFile, match=word) as error:
        list(records(path))
    assert f"{path}:3" in str(error.value)


def test_records_keep_their_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": ""}\n\n{"html": "<p>"}\n', encoding="utf-8")
    assert [number for number, _ in records(path)] == [1, 3]


def test_folders_are_walked_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [p.relative_to(tmp_path).as_posix() for p in found((tmp_path,))] == ["a/1.txt", "a/2.txt", "b.txt"]


@pytest.mark.parametrize(
    ("content", "is_html"),
    [(b"<!DOCTYPE html>", True), (b"\n <html>", True), ("Sáng 24/4, a < b".encode(), False), (b"<p>x</p>", True)],
)
def test_html_is_told_from_text(content: bytes, is_html: bool) -> None:
    assert looks_like_html(content) is is_html
