"""The list of sources as a page for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from crawler import reference
from crawler.model import Settings, Source

RENEW = "python -m crawler.sources docs/sources.md"


def table(settings: Settings) -> str:
    """Markdown: what is polled, then what is known and left alone, both in the order of the file."""
    polled = [s for s in settings.sources if s.enabled]
    other = [s for s in settings.sources if not s.enabled]
    return "\n".join(
        [
            "# The sources",
            "",
            f"Written from `sources.yaml` by `{RENEW}`; change that file and run it again.",
            "H, M and L say how sure an address is; the head of `sources.yaml` explains them.",
            "",
            f"## Polled: {_count(polled)}",
            "",
            *_rows(polled),
            "",
            f"## Known and not polled: {_count(other)}",
            "",
            *_rows(other),
            "",
        ]
    )


def _count(sources: list[Source]) -> str:
    kinds = Counter(s.kind for s in sources)
    return f"{len(sources)} ({', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))})"


def _rows(sources: Iterable[Source]) -> list[str]:
    head = ["| id | name | kind | province | layout | looks at | note |", "|---|---|---|---|---|---|---|"]
    return head + [_row(s) for s in sources]


def _row(source: Source) -> str:
    province = reference.provinces()[source.province].name if source.province else ""
    places = " ".join(f"<{address}>" for address in source.addresses)
    said = (source.name, source.kind, province, source.layout or "")
    return f"| `{source.id}` | {' | '.join(map(_plain, said))} | {places} | {_plain(source.note or '')} |"


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
