"""Verbs that ask the archive: search, show, sessions, session, indicators. Nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crawler.cli import completion, telling
from crawler.cli.context import Context, csv_option, json_option, with_context
from crawler.cli.output import emit_csv, emit_json, page, table
from crawler.errors import ConfigError, NotFound
from crawler.words import day


class Day(click.ParamType[str]):
    """A day as ISO or as it is written in Vietnam: 2024-07-10, 10/07/2024, 10-7-2024."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from crawler.dates import find

        found = find(str(value))
        if found is None:
            self.fail(f"{value!r} is not a day; write 2024-07-10 or 10/07/2024", param, ctx)
        return found[:10]


class Province(click.ParamType[str]):
    """A province by its slug or by any of its names."""

    name = "province"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from crawler.reference import province_slug

        slug = province_slug(value)
        if slug is None:
            self.fail(f"{value!r} is no province; {_near(value)}crawler/data/provinces.yaml lists them all", param, ctx)
        return slug


def _near(name: str) -> str:
    """The slugs that look like a name."""
    from difflib import get_close_matches

    from crawler.reference import provinces
    from crawler.text import words

    near = get_close_matches("".join(words(name)), provinces())
    return f"did you mean {' or '.join(near)}? " if near else ""


@click.command("search")
@click.argument("query")
@click.option("--since", type=Day(), help="Published on or after this day.")
@click.option("--until", type=Day(), help="Published on or before this day.")
@click.option(
    "--province",
    type=Province(),
    metavar="P",
    shell_complete=completion.provinces,
    help="Slug or name; a former province is found under its successor too.",
)
@click.option("--source", metavar="S", shell_complete=completion.source_ids, help="Only this source's articles.")
@click.option("--body", metavar="B", shell_complete=completion.bodies, help="Reports of this body: ubqg-cds, …")
@click.option("--session", metavar="K", shell_complete=completion.session_keys, help="Reports of this session.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--newest", is_flag=True, help="Newest first, not best first.")
@csv_option
@json_option
@with_context
def search_command(
    context: Context, /, query: str, limit: int, newest: bool, as_csv: bool, as_json: bool, **filters: str | None
) -> None:
    """Find articles by their words, with or without diacritics, best first.

    \b
    phienhop search "chuyen doi so"
    phienhop search '"đề án 06" -"kế hoạch"' --since 01/01/2024 --province "Quảng Trị"
    """
    from crawler.search import Filters, search, suggest

    database = context.database()
    hits = search(database, query, Filters(**filters), limit=limit, newest=newest)
    if as_json:
        emit_json(hits)
    elif as_csv:
        emit_csv(
            hits, ["number", "name", "hash", "title", "url", "source", "province", "published", "session", "snippet"]
        )
    else:
        if hits:
            page(line for hit in hits for line in telling.hit(hit))
        near = None if hits else suggest(database, query)
        click.echo(f"{len(hits)} found" if hits else "nothing found" + (f"; did you mean {near!r}?" if near else ""))


@click.command("show")
@click.argument("id")
@click.option("--diff", "as_diff", is_flag=True, help="Its revisions, paragraph by paragraph.")
@json_option
@with_context
def show_command(context: Context, id: str, as_diff: bool, as_json: bool) -> None:
    """Show one article: by number, file name, the start of its hash, URL, or the name it was imported under."""
    from crawler.search import one

    database = context.database()
    if as_diff and not as_json:
        click.echo(one.diff(database, id) or "no revisions", nl=False)
        return
    document = one.show(database, id)
    if as_json:
        emit_json({**document, "diff": one.diff(database, id)} if as_diff else document)
    else:
        page(telling.article(document))


@click.command("sessions")
@csv_option
@json_option
@with_context
def sessions_command(context: Context, as_csv: bool, as_json: bool) -> None:
    """The sessions the archive has reports of, latest first."""
    from crawler.search import sessions

    rows = sessions(context.database())
    if as_json:
        emit_json(rows)
    elif as_csv:
        emit_csv(rows, ["key", "body", "ordinal", "date", "title", "reports", "provinces"])
    else:
        cells = [[r["key"], day(r["date"]), r["ordinal"], r["reports"], len(r["provinces"]), r["title"]] for r in rows]
        table(["key", "day", "no", "reports", "provinces", "title"], cells)


@click.command("session")
@click.argument("key", shell_complete=completion.session_keys)
@json_option
@with_context
def session_command(context: Context, key: str, as_json: bool) -> None:
    """One session: its reports, provinces present and absent, facts side by side, and where they disagree."""
    from crawler.search import session

    document = session(context.database(), key)
    if as_json:
        emit_json(document)
    else:
        page(telling.session(document))


@click.command("indicators")
@click.argument("name", required=False)
@csv_option
@click.option("--chart", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw one series; NAME says which.")
@json_option
@with_context
def indicators_command(context: Context, name: str | None, as_csv: bool, chart: Path | None, as_json: bool) -> None:
    """Figures over time, one series for each indicator, each point with its quote.

    NAME narrows them, accents or not.
    """
    from crawler.search import indicators

    rows = indicators(context.database(), name)
    if chart is not None:
        _draw(rows, name, chart)
    elif as_json:
        emit_json(rows)
    elif as_csv:
        points = [{"series": s["series"], **p} for s in rows for p in s["points"]]
        emit_csv(points, ["series", "name", "session", "date", *_POINT, "article", "url", "quote"])
    else:
        page(line for series in rows for line in telling.series(series))


def _draw(rows: list[dict[str, Any]], name: str | None, file: Path) -> None:
    """The longest series of that name, as a picture."""
    from crawler.chart import svg

    if not rows:
        raise NotFound(f"no indicator {name or ''!r} in the archive; `phienhop indicators` lists them")
    try:
        file.write_text(svg(rows[0]), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--chart {file}: cannot be written ({error.strerror}); choose another file") from None
    click.echo(f"{file}: {rows[0]['name']}, {len(rows[0]['points'])} points")


_POINT = ["value", "number", "high", "of", "unit", "relation", "period", "scope", "kind", "province"]
