"""What must hold between keys, judged on the values as written, so that it is told beside all other mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from crawler import reference
from crawler.sources.mistakes import Mistake, Path, shown, suggest

_NAMED_BY = {"sources": "id", "bodies": "id", "alerts": "name"}

Stanza = Mapping[str, object]


def broken(values: object, lines: Mapping[Path, int], bodies: Iterable[str] = ()) -> Iterator[Mistake]:
    """Every rule that the file breaks; `bodies` are known from elsewhere."""
    for section, named_by in _NAMED_BY.items():
        yield from _twice(values, section, named_by, lines)
    for path, stanza in stanzas(values, "sources"):
        yield from _source(path, stanza)
    for path, stanza in stanzas(values, "bodies"):
        yield from _body(path, stanza)
    known = {*reference.bodies(), *bodies, *(str(body.get("id")) for _, body in stanzas(values, "bodies"))}
    for path, stanza in stanzas(values, "alerts"):
        yield from _alert(path, stanza, known)


def stanzas(values: object, section: str) -> Iterator[tuple[Path, Stanza]]:
    """The mappings in one list of the file, each with its place."""
    rows = values.get(section) if isinstance(values, dict) else None
    for n, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield (section, n), row


def _twice(values: object, section: str, named_by: str, lines: Mapping[Path, int]) -> Iterator[Mistake]:
    first: dict[object, Path] = {}
    for path, stanza in stanzas(values, section):
        name = stanza.get(named_by)
        if isinstance(name, str) and (before := first.setdefault(name, (*path, named_by))) != (*path, named_by):
            yield Mistake((*path, named_by), f"the same name stands in line {lines.get(before, 1)}; choose another")


def _source(path: Path, source: Stanza) -> Iterator[Mistake]:
    kind, province = source.get("kind"), source.get("province")
    if not any(source.get(key) for key in ("listing", "feed", "sitemap")):
        yield Mistake(path, "has no address; add `listing: https://…`, or a feed or sitemap")
    if kind == "national" and province:
        yield Mistake((*path, "province"), "a national source has none; remove it, or choose another kind")
    if source.get("tls") not in (None, "strict") and not source.get("reason"):
        yield Mistake((*path, "reason"), "is missing; say in a sentence why `tls` is not strict")


def _body(path: Path, body: Stanza) -> Iterator[Mistake]:
    if (name := body.get("id")) in reference.bodies():
        yield Mistake((*path, "id"), f"`{name}` is built in; choose another, or leave this stanza out")
    since, until = body.get("since"), body.get("until")
    if isinstance(since, str) and isinstance(until, str) and until < since:
        yield Mistake((*path, "until"), f"lies before `since` ({shown(since)}); mend one of the two")


def _alert(path: Path, alert: Stanza, known: set[str]) -> Iterator[Mistake]:
    for key in ("to", "on"):
        if alert.get(key) == []:
            yield Mistake((*path, key), "is an empty list; name at least one")
    wanted = alert.get("bodies")
    for n, body in enumerate(wanted if isinstance(wanted, list) else [wanted]):
        if isinstance(body, str) and body not in known:
            hint = suggest(body, known) or f"; one of {', '.join(sorted(known))}, or add it under `bodies`"
            yield Mistake((*path, "bodies", n), f"{shown(body)} is no body{hint}")
