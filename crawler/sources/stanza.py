"""The format of `sources.yaml`. The words under each key are its description in the JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from crawler.sources.fields import (
    TELLS,
    Address,
    Agent,
    CurrentProvince,
    Day,
    Deadline,
    Id,
    Keyword,
    Kind,
    Label,
    Layout,
    Many,
    Province,
    Proxy,
    Quiet,
    Selector,
    Span,
    Switch,
    Tell,
    Text,
    Tls,
    Url,
    When,
)


class Stanza(BaseModel):
    """A mapping whose keys are all known; a key left empty is as good as absent."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {k: v for k, v in data.items() if v is not None or k not in cls.model_fields}


class Defaults(Stanza):
    """What holds for every source that does not say otherwise."""

    every: Span = Field(default="30m", validate_default=True)
    """How often a source is polled: 30s, 15m, 2h, 1d."""
    pace: Span = Field(default="1s", validate_default=True)
    """Least time between two requests to one host."""
    timeout: Deadline = Field(default="40s", validate_default=True)
    """Total time one request may take: name look-up, TLS, headers and body together."""
    proxy: Proxy | None = None
    """An HTTP proxy, http://host:port."""
    user_agent: Agent | None = None
    """What to send as User-Agent instead of the service's own name."""


class Select(Stanza):
    """CSS selectors that override the layout's; a key left out leaves the layout's in force."""

    links: Selector | None = None
    """On a listing: the `a` elements that lead to articles."""
    title: Selector | None = None
    """On an article: its title."""
    lead: Selector | None = None
    """The summary, where it stands outside the body."""
    date: Selector | None = None
    """The element that holds the publishing time."""
    body: Selector | None = None
    """The element that holds the text."""
    drop: Many[Selector] = ()
    """What to cut out of the body."""


class SourceStanza(Stanza):
    """One site to watch. At least one of listing, feed and sitemap is needed."""

    id: Annotated[Id, Field(examples=["caobang"])]
    """Its name in commands and in the archive; unique. Changing it makes it a new source."""
    name: Text | None = None
    """Its name in messages, in Vietnamese; the id when left out."""
    kind: Kind | None = None
    """What sort of site it is; a portal when left out, or national when there is no province."""
    province: Province | None = None
    """The province it belongs to, by slug; left out for national sources."""
    listing: Many[Url] = ()
    """Pages that list articles, such as the site's news section."""
    feed: Many[Url] = ()
    """RSS or Atom feeds."""
    sitemap: Many[Url] = ()
    """XML sitemaps, or indexes of them."""
    layout: Layout | None = None
    """The make of its CMS; detected on each page when left out."""
    select: Select = Field(default_factory=Select)
    """CSS selectors that override the layout's."""
    every: Span | None = None
    """How often it is polled, in place of the default."""
    pace: Span | None = None
    """Least time between two requests to its host, in place of the default."""
    timeout: Deadline | None = None
    """Total time one request may take, in place of the default."""
    tls: Tls = Field(default="strict", validate_default=True)
    """`legacy` allows old ciphers, `insecure` checks no certificate, `{ca: FILE}` adds one the server fails to send."""
    reason: Text | None = None
    """Why `tls` is not strict; needed then."""
    proxy: Proxy | None = None
    """An HTTP proxy, http://host:port."""
    user_agent: Agent | None = None
    """What to send as User-Agent instead of the service's own name."""
    keep_query: Many[Text] = ()
    """Query parameters that are part of an article's address; where some are named, all others are dropped."""
    allow_private: Switch = False
    """true: may reach loopback and private addresses, on any port."""
    enabled: Switch = True
    """false: known, and not polled."""
    note: Text | None = None
    """Anything worth remembering, such as the evidence for its addresses."""


class BodyStanza(Stanza):
    """A committee to watch beside the built-in ones."""

    id: Annotated[Id, Field(examples=["bcd-cntt"])]
    """Begins the keys of its sessions: `bcd-cntt-2026-03-01`; unique."""
    name: Annotated[Text, Field(examples=["Ban Chỉ đạo quốc gia về công nghệ thông tin"])]
    """Its full name."""
    names: Many[Text] = ()
    """Further forms of the name; marks and capitals do not matter."""
    abbreviations: Many[Text] = ()
    """Short forms, which count only beside other signs."""
    chairs: Many[Text] = ()
    """Who chairs it."""
    since: Day | None = None
    """The first day it existed."""
    until: Day | None = None
    """The last day it existed."""


class AlertStanza(Stanza):
    """Who is told of what, and when."""

    name: Annotated[Label, Field(examples=["toa-soan"])]
    """A short name, safe to show; unique."""
    to: Annotated[Many[Address], Field(repr=False, examples=["${PHIENHOP_TELEGRAM}"])]
    """Apprise URLs, a string or a list. `${NAME}` is taken from the environment or from systemd's credentials."""
    on: Many[Tell] = TELLS
    """A session's first report, a further one, its conclusions, a changed fact, a keyword, trouble with a source."""
    bodies: Many[Id] = ()
    """Only these committees; empty: all."""
    provinces: Many[CurrentProvince] = ()
    """Only these provinces, by slug; empty: all."""
    keywords: Many[Keyword] = ()
    """Words for `match`; marks and capitals do not matter."""
    when: When = "now"
    """At once, or gathered: "daily 07:30", "weekly mon 07:30" (Vietnam time)."""
    quiet: Quiet | None = None
    """Hours in which nothing is sent, "22:00-06:00"; it is held until they end."""


class File(Stanza):
    """The whole of `sources.yaml`."""

    include: Many[Text] = ()
    """Further files of this format, by their path from here: their sources, with their own defaults, and their bodies
    are watched too. Their alerts are left to the services they belong to."""
    defaults: Defaults = Field(default_factory=Defaults)
    """Timings and access for every source that does not say otherwise."""
    bodies: list[BodyStanza] = Field(default_factory=list)
    """Committees to watch beside the built-in ones."""
    sources: Annotated[list[SourceStanza], Field(examples=[[]])]
    """The sites to watch."""
    alerts: list[AlertStanza] = Field(default_factory=list)
    """Who is told; nobody when left out: alerts then go to the terminal."""
