"""The kinds of value `sources.yaml` holds: what each accepts, and what to write instead.

A check takes the text as written and answers the value, or raises ValueError with a sentence
that ends in the remedy. Texts that may be secret are never repeated in it.
"""

from __future__ import annotations

import re
import ssl
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationInfo
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler import layouts, reference
from crawler.model import Tls
from crawler.sources.mistakes import compact, shown, suggest
from crawler.text import clean, words

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d{1,7}(?:\.\d{1,3})?)([smhd])", re.ASCII)
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_HOUR = r"([01]?[0-9]|2[0-3]):([0-5][0-9])"
WHEN = rf"^(?:(now)|(?:daily|weekly (?:mon|tue|wed|thu|fri|sat|sun)) {_HOUR})$"
QUIET = rf"^{_HOUR}-{_HOUR}$"
_LONGEST_SELECTOR = 500
# What matters of a selector for its cost; names, attributes and quoted text are passed over.
_STEP = re.compile(
    r"""(?P<has>:has\(\s*[>+~]?\s*)|(?P<open>\()\s*|\s*(?P<close>\))|\s*(?P<comma>,)\s*"""
    r"""|(?P<walk>\s*[>+~]\s*|\s+)|"[^"]*"|'[^']*'|\[[^\]]*\]|\\.|[^\s()\[,>+~:"'\\]+|.""",
    re.IGNORECASE,
)


def line(value: object) -> str:
    """One line of text; a list or nothing at all is a mistake."""
    if not isinstance(value, str):
        raise ValueError("holds a list or a mapping; write one line of text")
    if not (text := clean(value)):
        raise ValueError("is empty; write something, or leave the key out")
    return text


def duration(value: object, *, least: timedelta = timedelta(0)) -> timedelta:
    """`90s`, `15m`, `2h`, `1d`, decimals too; no longer than a year."""
    text = line(value)
    if not (found := _DURATION.fullmatch(text)):
        raise ValueError(f"{shown(text)} is not a duration; write 30s, 15m, 2h or 1d")
    days = float(found[1]) * timedelta(**{_UNITS[found[2]]: 1}).total_seconds() / 86_400
    if days > 366:
        raise ValueError(f"{shown(text)} is longer than a year; write 30s, 15m, 2h or 1d")
    if (span := timedelta(days=days)) < least:
        raise ValueError(f"{shown(text)} is too short; write at least {least.total_seconds():g}s")
    return span


def identifier(value: object) -> str:
    """What commands, the archive and session keys call a stanza."""
    text = line(value)
    if len(text) > 60 or not _ID.fullmatch(text):
        raise ValueError(f"{shown(text)} cannot be an id; use a-z, 0-9, dot, dash and underline, such as `caobang-bao`")
    return text


def label(value: object) -> str:
    """The name of an alert: it becomes part of a recipient's name, where / and : have a meaning."""
    text = line(value)
    if len(text) > 60 or set(text) & set("/:"):
        raise ValueError("is no short name; use at most 60 characters without / and :, such as `toa-soan`")
    return text


def url(value: object) -> str:
    """An address to fetch. Not normalised here; that is the business of discovery."""
    text = line(value)
    if problem := _url_problem(text):
        raise ValueError(f"{shown(text)} {problem}")
    return text


def _url_problem(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not a URL; write https://host/path"
    if parts.scheme.lower() not in ("http", "https") or not host or " " in text:
        return "is not an http(s) URL; write https://host/path"
    if parts.username is not None:
        return "holds a user name; leave `user:password@` out"
    return "is longer than 2,000 characters; shorten it" if len(text) > 2000 else None


def proxy(value: object) -> str:
    text = line(value)
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True) and " " not in text
    except ValueError:
        good = False
    if not good:  # it may hold a password, so it is not repeated
        raise ValueError("is not the address of a proxy; write http://host:port")
    return text


def user_agent(value: object) -> str:
    text = value if isinstance(value, str) else line(value)
    if not re.fullmatch(r"[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?", text):
        raise ValueError("is no header value; use one line of ASCII, at most 200 characters")
    return text


def selector(value: object) -> str:
    text = line(value)
    if len(text) > _LONGEST_SELECTOR:
        raise ValueError(f"is longer than {_LONGEST_SELECTOR} characters; choose a shorter selector")
    try:
        LexborHTMLParser("").css(text)
    except (SelectolaxError, ValueError):
        raise ValueError(f"{shown(text)} is not a CSS selector; try it in a browser's inspector") from None
    if _is_endless(text):
        raise ValueError(f"{shown(text)} tries everything within everything; in `:has()` write one step: `:has(> .a)`")
    return text


def _is_endless(selector: str) -> bool:
    """Whether a `:has()` holds another, or more than two elements: on some pages such a search takes minutes."""
    around: list[bool] = []  # the parentheses that are open: whether each is a `:has(`
    walks = 0
    for step in _STEP.finditer(selector):
        match step.lastgroup:
            case "has" if any(around):
                return True
            case "has" | "open":
                around.append(step.lastgroup == "has")
                walks = walks if any(around[:-1]) else 0
            case "close" if around:
                around.pop()
            case "comma":
                walks = 0
            case "walk" if any(around):
                walks += 1
        if walks > 1:
            return True
    return False


def layout(value: object) -> str:
    text, known = line(value), layouts.layouts()
    if text not in known:
        hint = suggest(text.lower(), known) or f"; one of {', '.join(known)}, or leave it out to have it detected"
        raise ValueError(f"{shown(text)} is no layout{hint}")
    return text


def province(value: object) -> str:
    text, known = line(value), reference.provinces()
    if text not in known:
        raise ValueError(f"{shown(text)} is no province{_province_hint(text)}")
    return text


def current_province(value: object) -> str:
    """A former province stands for its successor: that is where its news belongs today."""
    slug = province(value)
    return reference.provinces()[slug].successor or slug


def _province_hint(text: str) -> str:
    spelled = {compact(n): p.slug for p in reference.provinces().values() for n in (p.slug, p.name, *p.aliases)}
    if slug := spelled.get(compact(text)):
        return f"; did you mean `{slug}`?"
    return suggest(compact(text), reference.provinces()) or "; write its name in small letters without marks: `caobang`"


def day(value: object) -> str:
    text = line(value)
    try:
        return date.fromisoformat(text if len(text) == 10 else "").isoformat()
    except ValueError:
        raise ValueError(f"{shown(text)} is not a day; write 2025-03-13") from None


def keyword(value: object) -> str:
    text = line(value)
    if not words(text):
        raise ValueError(f"{shown(text)} holds no word to look for; write letters or figures")
    return text


def when(value: object) -> str:
    """Canonical form: `now`, `daily 07:30`, `weekly mon 07:30`."""
    text = line(value).lower()
    if not (found := re.match(WHEN, text)):
        raise ValueError(f'{shown(text)} is no time; write now, "daily 07:30" or "weekly mon 07:30"')
    return text if found[1] else f"{text.rsplit(' ', 1)[0]} {int(found[2]):02}:{found[3]}"


def quiet(value: object) -> str:
    text = line(value).replace(" ", "").replace("–", "-")
    if not (found := re.match(QUIET, text)):
        raise ValueError(f'{shown(text)} are no quiet hours; write "22:00-06:00"')
    start, end = f"{int(found[1]):02}:{found[2]}", f"{int(found[3]):02}:{found[4]}"
    if start == end:
        raise ValueError(f'{shown(text)} begin and end at once; write "22:00-06:00"')
    return f"{start}-{end}"


def tls(value: object, info: ValidationInfo) -> tuple[Tls, Path | None]:
    """How the certificate is judged, and an extra one for a chain the server sends incomplete."""
    context: Any = info.context
    match value:
        case "strict" | "legacy" | "insecure":
            return value, None
        case {"ca": str(file), **rest} if not rest:
            return "strict", _certificate(context["base"] / file)
        case str(text):
            raise ValueError(f"{shown(text)} is unknown; write strict, legacy, insecure or {{ca: FILE}}")
        case _:
            raise ValueError("is unknown; write strict, legacy, insecure or {ca: FILE}")


def _certificate(file: Path) -> Path:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except (OSError, ValueError):  # ssl.SSLError is an OSError
        raise ValueError(f"{shown(str(file))} is no readable PEM certificate; give the path of one") from None
    return file


def choice(value: object, *, options: tuple[str, ...]) -> str:
    text = line(value)
    if text not in options:
        listed = f"{', '.join(options[:-1])} or {options[-1]}"
        raise ValueError(f"{shown(text)} is unknown; write {listed}{suggest(text.lower(), options)}")
    return text


def switch(value: object) -> bool:
    match value:
        case "true" | "True" | "TRUE" | "yes" | "on" | True:
            return True
        case "false" | "False" | "FALSE" | "no" | "off" | False:
            return False
    raise ValueError("is neither true nor false; write one of the two")
