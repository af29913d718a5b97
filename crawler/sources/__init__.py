"""`sources.yaml` to Settings: what to watch, how to reach it, and who is told."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.model import Access, Body, Kind, Recipient, Select, Settings, Source
from crawler.sources import stanza
from crawler.sources.check import check
from crawler.sources.mistakes import Mistakes
from crawler.sources.tree import grow
from crawler.sources.values import duration

__all__ = ["Mistakes", "duration", "load", "parse", "schema"]

_LARGEST = 5_000_000  # bytes; the whole country takes a fiftieth of it


def load(path: Path, environ: Mapping[str, str] | None = os.environ) -> Settings:
    """Read the file; raises Mistakes (a ConfigError) with everything that is wrong in it.

    Without an environ no secret is put in: for commands that send nothing, run where the secrets are not.
    """
    try:
        with path.open("rb") as file:
            body = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise Mistakes([f"{path}: no such file; name one with --sources FILE or PHIENHOP_SOURCES"]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise Mistakes([f"{path}: cannot be read ({reason}); name another with --sources FILE"]) from None
    if len(body) > _LARGEST:
        raise Mistakes([f"{path}: larger than 5 MB, so not a list of sources; name another with --sources FILE"])
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Mistakes([f"{path}:{line}: not UTF-8; save the file as UTF-8 text"]) from None
    return parse(text, name=str(path), environ=environ, base=path.parent)


def parse(
    text: str,
    name: str = "sources.yaml",
    environ: Mapping[str, str] | None = os.environ,
    base: Path = Path(),
) -> Settings:
    """As `load`, for text at hand; `base` is where relative certificate paths start."""
    tree = grow(text, name)
    if tree.values is None:
        raise Mistakes([f"{name}:1: the file is empty; write `sources:` and a stanza below it"])
    file = check(tree, name, environ, base)
    return Settings(
        sources=tuple(_source(row, file.defaults) for row in file.sources),
        bodies=tuple(_body(row) for row in file.bodies),
        recipients=tuple(recipient for row in file.alerts for recipient in _recipients(row)),
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
