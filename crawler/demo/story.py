"""The demo: what happens in the country, and what the service makes of it; the first broken promise ends it."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import click
from sqlite_utils import Database

from crawler.demo.stage import Stage, Unexpected
from crawler.errors import PhienhopError
from crawler.fetch import Fetcher
from crawler.health import health
from crawler.html import parse, text_of
from crawler.model import Access
from crawler.search import sessions
from crawler.sources import load

FIRST = "phien-hop-caobang"
FURTHER = ("phien-hop-dienbien", "phien-hop-daklak", "phien-hop-nghean", "phien-hop-toan-quoc")
NOTICE, NUMBER = "thong-bao-ket-luan", "512/TB-VPCP"
REPRINT = "phien-hop-dang-lai"
WRONG, RIGHT = "68,4%", "64,8%"
REPORTED = ("Cao Bằng", "Điện Biên", "Đắk Lắk", "Nghệ An")
WIDTH = 110
BROKEN = {"cong-sonla", "cong-laichau", "cong-langson"}


async def tell(folder: Path) -> None:
    """The whole story; Unexpected when the service does not do what it promises."""
    async with Stage(folder) as stage:
        for step in _STEPS:
            await step(stage)
        await _questions(stage)
        if code := await stage.stop():
            raise Unexpected(f"the service ended with {code}; its log: {stage.log}")


async def _first_poll(stage: Stage) -> None:
    country = stage.country
    healthy, pages = len(country.healthy()), len(country.truth())
    _title("A make-believe country on loopback")
    makes = {site.family for site in country.sites.values()} - {"none"}
    _say(f"{len(country.sites)} sites on {len(makes)} makes of CMS and one of no known make; counters, clocks, polls")
    _say("and adverts change at every look, ETags lie, charsets are old, three sites are broken. The real service")
    _say("watches them.")
    await stage.start()
    await stage.until(f"all {pages} pages of {healthy} sites are read", lambda: _read(stage) == pages)
    _done(
        f"first poll: {pages} pages of {healthy} sites are {_articles(stage.database())} articles; some print the same"
    )
    _must(not _mails(stage, "session"), "a first poll tells nothing but a fresh session")
    _done("nothing is told: none of it is a session, though two sound like one")


async def _new_session(stage: Stage) -> None:
    _title("A session is held, and one province reports it")
    stage.country.publish(FIRST)
    await stage.until("the session is told", lambda: bool(_mails(stage, "session") and _messages(stage, "session")))
    mail = _mails(stage, "session")[0]
    _done("one e-mail:")
    _quote(f"Subject: {mail['Subject']}\n\n{_text(mail)}", 26)
    _done("and one Telegram message:")
    _quote(_messages(stage, "session")[0], 6)


async def _further_reports(stage: Stage) -> None:
    _title("Three more provinces report it, a national paper too, and someone reprints")
    stage.country.publish(*FURTHER, REPRINT)

    def gathered() -> bool:
        found = sessions(stage.database())
        return bool(found) and found[0]["reports"] == 6 and len(found[0]["provinces"]) == len(REPORTED)

    await stage.until("six reports of four provinces are filed under one session", gathered)
    _must(len(sessions(stage.database())) == 1, "all reports belong to one session")
    _must(len(_mails(stage, "session")) == len(_messages(stage, "session")) == 1, "a session is told once")
    _done("six reports, four provinces, one session; it was told once, further reports are gathered")


async def _counters(stage: Stage) -> None:
    _title("Every page is looked at again")
    pages = {truth.url for truth in stage.country.truth()}
    before = _articles(stage.database())

    def looked_again() -> bool:
        seen = [stage.country.base(r.site) + r.path.partition(";")[0] for r in stage.country.requests]
        return all(seen.count(url) >= 2 for url in pages)

    await stage.until("every page is asked for a second time", looked_again)
    _must(_articles(stage.database()) == before, "a page whose counters moved is the same article")
    _done(f"{len(pages)} pages, every counter, clock, poll and advert on them different: nothing new")


async def _correction(stage: Stage) -> None:
    _title(f"The province corrects a figure: {WRONG} was {RIGHT}")
    stage.country.correct(FIRST, WRONG, RIGHT)
    await stage.until("the correction is told", lambda: bool(_mails(stage, "update")))
    mail = _mails(stage, "update")[0]
    _must(RIGHT in str(mail["Subject"]), "the correction is told with the new figure")
    _done("both texts are kept, and the change is told:")
    _quote(f"Subject: {mail['Subject']}", 2)


async def _broken_sites(stage: Stage) -> None:
    _title("Three sites do not work: one answers 500, one hangs, one is under maintenance")
    settings = load(stage.sources, {})

    def noticed() -> bool:
        states = {row["id"]: row["state"] for row in health(stage.database(), settings)}
        return {id for id, state in states.items() if state == "broken"} == BROKEN

    await stage.until("these three sites, and no others, are called broken", noticed)
    await _ask(stage, "sources", "health", only="broken", columns=190)
    await stage.until("the broken sites are told, once each", lambda: len(_mails(stage, "source")) == len(BROKEN))
    _done("and they are told, once each:")
    _quote("\n".join(f"Subject: {mail['Subject']}" for mail in _mails(stage, "source")), 6)


async def _notice(stage: Stage) -> None:
    _title("The conclusions of the session are published")
    stage.country.publish(NOTICE)
    await stage.until("the notice is told", lambda: bool(_mails(stage, "notice") and _messages(stage, "notice")))
    mail = _mails(stage, "notice")[0]
    _must(NUMBER in str(mail["Subject"]), "a notice is told with its number")
    _done("the notice is told, tied to its session:")
    _quote(f"Subject: {mail['Subject']}", 2)


async def _web_page(stage: Stage) -> None:
    _title("The same in a browser")
    fetcher = Fetcher()
    async with stage.browsing() as address:
        page = await fetcher.fetch(address, access=Access(pace=timedelta(), allow_private=True))
    await fetcher.close()
    shown = text_of(parse(page.body.decode()).body, " ")
    _must(
        all(name in shown for name in ("Cao Bằng", "Điện Biên", "Đắk Lắk", "Nghệ An")),
        "the web page names who reported",
    )
    _done(f"{address} answered in Vietnamese: the session, its figures, and a map of the provinces that reported it")


async def _questions(stage: Stage) -> None:
    _title("What one can ask")
    key = sessions(stage.database())[0]["key"]
    number = _number(stage.database(), stage.country.stories[FIRST].title)
    await _ask(stage, "search", "chuyen doi so", "--limit", "3", lines=10)
    await _ask(stage, "session", key, lines=14)
    await _ask(stage, "indicators", "hồ sơ trực tuyến", lines=6)
    await _ask(stage, "show", str(number), "--diff", lines=12)
    await _ask(stage, "show", str(number), lines=8)


_STEPS: tuple[Callable[[Stage], Awaitable[None]], ...] = (
    _first_poll,
    _new_session,
    _further_reports,
    _counters,
    _correction,
    _notice,
    _broken_sites,
    _web_page,
)


# --- what is looked at ----------------------------------------------------------------------


def _read(stage: Stage) -> int:
    """Addresses read so far; none while the service is still making its archive."""
    try:
        db = stage.database()
    except PhienhopError:
        return 0
    return _count(db, "SELECT count(*) FROM address WHERE state = 'read'")


def _articles(db: Database) -> int:
    return _count(db, "SELECT count(*) FROM article")


def _count(db: Database, sql: str, *values: str) -> int:
    count: int = db.execute(sql, values).fetchone()[0]
    return count


def _number(db: Database, title: str) -> int:
    return _count(db, "SELECT max(number) FROM article WHERE title = ?", title)


def _mails(stage: Stage, kind: str) -> list[EmailMessage]:
    return [mail for mail in stage.receivers.mails if str(mail["X-Phienhop-Event"]).startswith(f"{kind}:")]


def _messages(stage: Stage, kind: str) -> list[str]:
    return [message for message in stage.receivers.messages if f"{kind}:" in message]


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""


def _must(so: bool, promise: str) -> None:
    if not so:
        raise Unexpected(f"a promise is broken: {promise}")


# --- how it is told -------------------------------------------------------------------------


async def _ask(stage: Stage, *words: str, lines: int = 8, only: str = "", columns: int = WIDTH) -> None:
    """Type a command and show the start of its answer, or its lines with a word."""
    click.secho(f"  $ phienhop {shlex.join(words)}", fg="cyan")
    answer = await stage.ask(*words, columns=columns)
    _quote("\n".join(line for line in answer.splitlines() if only in line), lines)


def _title(text: str) -> None:
    click.echo()
    click.secho(text, bold=True)


def _say(text: str) -> None:
    click.echo(f"  {text}")


def _done(text: str) -> None:
    click.echo(f"  {click.style('✓', fg='green')} {text}")


def _quote(text: str, lines: int) -> None:
    """The first lines of a text, folded to the width of a terminal."""
    folded = [part for line in text.splitlines() for part in textwrap.wrap(line, WIDTH, subsequent_indent="      ")]
    for line in folded[:lines]:
        click.echo(f"    {line}")
    if len(folded) > lines:
        click.secho(f"    … and {len(folded) - lines} more lines", dim=True)
