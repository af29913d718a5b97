"""What the Tab key offers: source ids, session keys, provinces and bodies. A mistake in a file offers nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import click

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def _offering(find: Callable[[click.Context], Iterable[str]]) -> Complete:
    """A completer of what begins as typed; while somebody types, no mistake is worth a word."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        try:
            return [name for name in find(ctx) if name.startswith(incomplete)]
        except Exception:  # a completion that fails must not print into the line being typed
            return []

    return complete


def _given(ctx: click.Context, option: str) -> Path:
    return Path(ctx.find_root().params[option])


def _sources(ctx: click.Context) -> Iterable[str]:
    import yaml

    # Read, not judged: judging hundreds of stanzas takes longer than a finger waits.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    files = [_given(ctx, "sources")]
    for file in files:
        values = yaml.load(file.read_bytes(), loader)  # noqa: S506 - a safe loader
        yield from (str(stanza["id"]) for stanza in values["sources"])
        included = values.get("include") or []
        further = [file.parent / name for name in ([included] if isinstance(included, str) else included)]
        files += [path for path in further if path not in files]


def _sessions(ctx: click.Context) -> Iterable[str]:
    from crawler.search import open_readonly

    with closing(open_readonly(_given(ctx, "state"))) as db:
        return [key for (key,) in db.execute("SELECT key FROM session ORDER BY date DESC").fetchall()]


def _provinces(ctx: click.Context) -> Iterable[str]:
    from crawler import reference

    return reference.provinces()


def _bodies(ctx: click.Context) -> Iterable[str]:
    from crawler import reference

    return reference.bodies()


source_ids = _offering(_sources)
session_keys = _offering(_sessions)
provinces = _offering(_provinces)
bodies = _offering(_bodies)
