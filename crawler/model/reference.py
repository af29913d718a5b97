"""Facts about the country: bodies, provinces, known sessions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """A committee whose sessions are watched. Names are matched folded, longest first."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    chairs: tuple[str, ...] = ()
    since: str | None = None  # ISO day
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Province:
    """A province under one name. The 63 of before 2025-07-01 each know their successor."""

    slug: str
    name: str
    since: str | None = None
    until: str | None = None  # ISO day it ceased under this name or border
    successor: str | None = None  # slug of the current province; its own when unchanged
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A session public pages have shown, with what helps to know it again."""

    key: str
    body: str
    date: str
    ordinal: int | None = None
    label: str | None = None
    title: str = ""
    subject: str | None = None
    themes: tuple[str, ...] = ()
    notice: str | None = None
    marks: tuple[str, ...] = ()  # phrases and figures told at this session and at no other
