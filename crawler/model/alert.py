"""What a write changed, what is told of it, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from crawler.model.article import Article, Report, Verdict
from crawler.model.reference import Body
from crawler.model.site import Source


class Telling(StrEnum):
    """How much a write may tell: an import, a backfill and a re-read are silent."""

    FRESH = "fresh"  # a regular poll: whatever is fresh
    FIRST = "first"  # a source's first poll: a fresh session, once, and nothing else
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of one `alerts` stanza. `to` may hold a secret: it is never stored or logged."""

    name: str  # short and safe to show: "toa-soan", or "toa-soan/2" for its second address
    to: str = field(repr=False)
    on: tuple[str, ...] = ("session", "report", "notice", "update", "match", "source")
    bodies: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    when: str = "now"
    quiet: str | None = None


class Outcome(StrEnum):
    """What became of one article offered to the archive."""

    NEW = "new"  # never met
    COPY = "copy"  # same text at another address: one article, two addresses
    REVISION = "revision"  # same address, other text: both kept
    SAME = "same"  # nothing happened
    REPRINT = "reprint"  # new to us, nearly the text of another: a witness, not news


@dataclass(frozen=True, slots=True)
class Addition:
    """What one write changed: the answer of `Archive.add`, and what alerts are decided from."""

    outcome: Outcome
    number: int  # the article's number in the archive
    article: Article
    verdict: Verdict = Verdict()
    source: str | None = None
    source_name: str | None = None
    source_province: str | None = None
    session: str | None = None  # key of the session it was filed under, after resolution
    session_title: str | None = None
    first_report: bool = False  # no report of this session was archived before
    reports: int = 0  # reports of the session, this one included
    provinces: tuple[str, ...] = ()  # names of the provinces that reported so far, in order
    before: Report | None = None  # the report of the text this one revises, its number and its words
    before_number: int | None = None
    before_text: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth telling. It is told once under its `id`, however often it is met."""

    kind: Literal["session", "report", "notice", "update", "match", "source"]
    id: str  # "session:ubqg-cds-2024-07-10", "report:12", "match:toa-soan:12", "source:caobang:broken:…"
    subject: str  # one line, Vietnamese, understood on its own
    data: Mapping[str, object]  # JSON: all that the message needs, so that it can be composed later
    body: str | None = None  # for the recipients' rules
    province: str | None = None  # slug of the current province
    recipient: str | None = None  # only for this stanza (a keyword match), else by the rules


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `sources.yaml`."""

    sources: tuple[Source, ...] = ()
    bodies: tuple[Body, ...] = ()  # the user's own, beside the built-in four
    recipients: tuple[Recipient, ...] = ()
    included: tuple[Path, ...] = ()  # the files that it includes

    def source(self, id: str) -> Source | None:
        return next((s for s in self.sources if s.id == id), None)
