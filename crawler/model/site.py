"""What a site answers, and where to look: pages, sources, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "changed since?" with; sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Post:
    """What goes along with a request: the fields of a form or, as JSON, those a page's script would send."""

    fields: Mapping[str, str]
    json: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask a site; with a `post`, a POST."""

    url: str
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a site answered, and when. `body` is decompressed and still in the site's charset."""

    url: str  # the address that answered, after redirects
    body: bytes
    fetched_at: datetime  # aware, UTC
    content_type: str = ""
    status: int = 200  # 200, or 304 with an empty body
    validators: Validators = Validators()
    moved_to: str | None = None  # set when every redirect on the way was permanent

    @property
    def unchanged(self) -> bool:
        return self.status == 304


class Kind(StrEnum):
    """What sort of site a source is."""

    PORTAL = "portal"
    DEPARTMENT = "department"
    NEWSPAPER = "newspaper"
    NATIONAL = "national"


Tls = Literal["strict", "legacy", "insecure"]


@dataclass(frozen=True, slots=True)
class Access:
    """How a source may be reached: manners, limits and the narrow exceptions it was granted."""

    pace: timedelta = timedelta(seconds=1)  # least time between two requests to one host
    timeout: timedelta = timedelta(seconds=40)  # DNS, TLS, headers and body together
    tls: Tls = "strict"
    ca: Path | None = None  # an extra certificate for a chain the server sends incomplete
    proxy: str | None = None
    user_agent: str | None = None
    allow_private: bool = False  # may reach loopback and private addresses, on any port


@dataclass(frozen=True, slots=True)
class Select:
    """CSS selectors that override the layout's; None leaves the layout's in force."""

    links: str | None = None
    title: str | None = None
    lead: str | None = None
    date: str | None = None
    body: str | None = None
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One stanza of `sources.yaml`, ready to use."""

    id: str
    name: str
    kind: Kind
    province: str | None = None  # slug; None for national sources
    listing: tuple[str, ...] = ()
    feed: tuple[str, ...] = ()
    sitemap: tuple[str, ...] = ()
    layout: str | None = None  # None: detected on each page
    select: Select = Select()
    every: timedelta = timedelta(minutes=30)
    access: Access = Access()
    keep_query: tuple[str, ...] = ()  # query parameters that are part of an article's identity
    enabled: bool = True
    note: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address a poll asks for, listings first."""
        return (*self.listing, *self.feed, *self.sitemap)


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address found on a listing, feed or sitemap, with what was said beside it."""

    url: str  # canonical: see discover.urls
    title: str | None = None
    published: str | None = None  # as Article.published
