"""When to look, and how that went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.model.site import Validators


@dataclass(frozen=True, slots=True)
class Due:
    """An address that is to be fetched now: a new link, one that failed before, or one to look at again."""

    url: str
    title: str | None = None
    published: str | None = None
    validators: Validators = Validators()
    number: int | None = None  # the article it showed last time; None: never read
    attempts: int = 0  # failures in a row


@dataclass(frozen=True, slots=True)
class Visit:
    """One pass over one source, as health and `run --once` tell it."""

    at: datetime
    outcome: str = "ok"  # ok | unchanged | a word of errors.REASONS | layout | read
    links: int = 0
    fetched: int = 0
    new: int = 0
    copies: int = 0
    revisions: int = 0
    error: str | None = None  # a sentence with what to do, when something failed
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one address of a source showed at a good visit."""

    address: str
    links: int
    layout: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a source's articles are found on their pages, and on which of the last it did."""

    part: str  # layout | detected (a layout that the stanza does not name) | title | date | body
    rule: str  # the layout's name, or the stanza's selector
    history: str = ""  # a digit for each article, the latest last: 1 where the rule matched, else 0
    since: datetime | None = None  # when the first came that it does not match any more
    page: str | None = None  # the last such article's address


@dataclass(frozen=True, slots=True)
class HostState:
    """What is remembered of one host between requests and restarts."""

    host: str
    not_before: datetime | None = None  # Retry-After, or our own back-off
    failures: int = 0  # in a row
    reason: str | None = None
