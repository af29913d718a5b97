"""Which charset a page is in, when its header, its markup and its bytes disagree."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.charset import decode, read

TEXT = "Ủy ban Quốc gia về chuyển đổi số họp phiên thứ chín tại điểm cầu tỉnh Cao Bằng; đồng chí chủ trì."


def old(text: str) -> bytes:
    """windows-1258, in which vowels are whole and tone marks follow."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            out.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            base, mark = unicodedata.normalize("NFC", unicodedata.normalize("NFD", letter)), ""
            for tone in "\u0300\u0301\u0303\u0309\u0323":
                parts = unicodedata.normalize("NFD", letter)
                if tone in parts:
                    base, mark = unicodedata.normalize("NFC", parts.replace(tone, "")), tone
            out.append((base + mark).encode("cp1258"))
    return b"".join(out)


def meta(charset: str) -> bytes:
    return f'<html><head><meta charset="{charset}"></head>'.encode()


def http_equiv(charset: str) -> bytes:
    return f"<META http-equiv='Content-Type' content='text/html; charset={charset}'>".encode()


def xml(charset: str) -> bytes:
    return f'<?xml version="1.0" encoding="{charset}"?><rss>'.encode()


UTF8, OLD = TEXT.encode(), old(TEXT)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (UTF8, "text/html; charset=utf-8"),
        (UTF8, 'text/html; charset="UTF-8"'),
        (UTF8, "text/html;CHARSET = utf8"),
        (UTF8, ""),
        (OLD, "text/html; charset=windows-1258"),
        (OLD, "text/html; charset=cp1258"),
        (OLD, ""),
        (meta("utf-8") + UTF8, "text/html"),
        (meta("windows-1258") + OLD, "text/html"),
        (http_equiv("windows-1258") + OLD, ""),
        (xml("windows-1258") + OLD, "text/xml"),
        (xml("utf-8") + UTF8, "application/xml"),
        (meta("utf-8") + OLD, "text/html; charset=windows-1258"),  # the header comes before the page
        (meta("windows-1258") + UTF8, "text/html; charset=utf-8"),
        (b"\xef\xbb\xbf" + UTF8, "text/html; charset=windows-1258"),  # a byte-order mark is never wrong
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "text/html; charset=utf-8"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), ""),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16le"),
        (xml("utf-16") + UTF8, "text/xml"),  # declared by a program that did not look
        (UTF8, "text/html; charset=iso-8859-1"),  # a server's default, not a fact
        (meta("windows-1252") + UTF8, ""),
        (OLD, "text/html; charset=utf-8"),  # fails strictly, so the next
        (UTF8, "text/html; charset=x-unknown"),
        (UTF8, "text/html; charset=unicode_escape"),
        (UTF8, "text/html; charset=zlib"),
        (UTF8, "text/html; charset=\x00"),
        (b" " * 5000 + meta("windows-1258") + UTF8, ""),  # a declaration too late to count
    ],
)
def test_the_text_is_found(body, content_type):
    assert TEXT in unicodedata.normalize("NFC", decode(body, content_type))


def test_the_byte_order_mark_is_gone():
    assert decode(b"\xef\xbb\xbfUser-agent: *") == "User-agent: *"


def test_a_letter_cut_in_half_does_not_spoil_the_page():
    assert decode(UTF8 + "ệ".encode()[:2]) == TEXT + "\ufffd"


def test_western_text_that_is_declared_stays_western():
    assert decode("café – “thé”".encode("cp1252"), "text/html; charset=iso-8859-1") == "café – “thé”"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_never_raises(body, content_type):
    text, is_utf8 = read(body, f"text/html; charset={content_type}")
    assert not is_utf8 or text.encode() == body
    assert isinstance(decode(meta("utf-16") + body, content_type), str)
