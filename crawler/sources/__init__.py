"""`sources.yaml` to Settings: what to watch, how to reach it, and who is told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.model import Access, Body, Kind, Recipient, Select, Settings, Source
from crawler.sources import stanza
from crawler.sources.included import parts, read
from crawler.sources.mistakes import Mistakes
from crawler.sources.values import duration

__all__ = ["Mistakes", "duration", "load", "parse", "schema"]


def load(path: Path, environ: Mapping[str, str] | None = os.environ) -> Settings:
    """Read the file; raises Mistakes (a ConfigError) with everything that is wrong in it.

    Without an environ no secret is put in: for commands that send nothing, run where the secrets are not.
    """
    return parse(read(path), name=str(path), environ=environ, base=path.parent)


def parse(
    text: str,
    name: str = "sources.yaml",
    environ: Mapping[str, str] | None = os.environ,
    base: Path = Path(),
) -> Settings:
    """As `load`, for text at hand; `base` is where relative paths, of certificates and of included files, start."""
    found = parts(text, name, environ, base)
    return Settings(
        sources=tuple(_source(row, part.file.defaults) for part in found for row in part.file.sources),
        bodies=tuple(_body(row) for part in found for row in part.file.bodies),
        recipients=tuple(recipient for row in found[-1].file.alerts for recipient in _recipients(row)),
        included=tuple(part.path for part in found[:-1]),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, for editors that complete and check as one types."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **stanza.File.model_json_schema()}


def _source(row: stanza.SourceStanza, defaults: stanza.Defaults) -> Source:
    return Source(
        id=row.id,
        name=row.name or row.id,
        kind=Kind(row.kind or ("portal" if row.province else "national")),
        province=row.province,
        listing=row.listing,
        feed=row.feed,
        sitemap=row.sitemap,
        layout=row.layout,
        select=Select(**dict(row.select)),
        every=defaults.every if row.every is None else row.every,
        access=_access(row, defaults),
        keep_query=row.keep_query,
        enabled=row.enabled,
        note=row.note,
    )


def _access(row: stanza.SourceStanza, defaults: stanza.Defaults) -> Access:
    tls, ca = row.tls
    return Access(
        pace=defaults.pace if row.pace is None else row.pace,
        timeout=row.timeout or defaults.timeout,
        tls=tls,
        ca=ca,
        proxy=row.proxy or defaults.proxy,
        user_agent=row.user_agent or defaults.user_agent,
        allow_private=row.allow_private,
    )


def _body(row: stanza.BodyStanza) -> Body:
    return Body(
        id=row.id,
        name=row.name,
        names=tuple(dict.fromkeys((row.name, *row.names))),
        abbreviations=row.abbreviations,
        chairs=row.chairs,
        since=row.since,
        until=row.until,
    )


def _recipients(row: stanza.AlertStanza) -> Iterator[Recipient]:
    """One per address, so that each delivery fails, waits and is told of on its own."""
    for number, address in enumerate(row.to, 1):
        yield Recipient(
            name=row.name if len(row.to) == 1 else f"{row.name}/{number}",
            to=address,
            on=row.on,
            bodies=row.bodies,
            provinces=tuple(dict.fromkeys(row.provinces)),
            keywords=row.keywords,
            when=row.when,
            quiet=row.quiet,
        )
