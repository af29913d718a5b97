"""The pages: each asks the archive its questions, then shows the answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from sqlite_utils import Database
from starlette.responses import RedirectResponse, Response

from crawler import reference, search
from crawler.chart import svg
from crawler.search import one
from crawler.search import overview as news
from crawler.search import province as provinces
from crawler.search import series as catalogue
from crawler.search import tasks as todo
from crawler.search.sessions import session_titles
from crawler.web import changes, notes, tiles, words
from crawler.web.asking import CLOSE, OPEN, Name, TheDesk, Words, narrowed_on_page
from crawler.web.desk import Desk
from crawler.web.look import page
from crawler.web.markup import anchor, paragraphs
from crawler.web.paging import Page, paged

router = APIRouter(include_in_schema=False)

SIZE = 25  # rows of a page
MANY = 100  # of a table


@router.get("/")
def overview(request: Request, desk: TheDesk) -> Response:
    with desk.asking() as db:
        sessions = search.sessions(db, limit=6)
        latest = next((session for session in sessions if session["reports"]), None)
        told = search.session(db, latest["key"]) if latest else {"facts": [], "notices": []}
        values: dict[str, Any] = {
            "chairs": [value for fact in told["facts"] if fact["name"] == "chair" for value in fact["values"]],
            "notices": told["notices"],
            "sessions": [session for session in sessions if session is not latest],
            "latest": latest,
            "tiles": _map(desk, db, latest["key"]) if latest else [],
            "articles": news.newest(db, limit=8),
            "moved": news.moved(db),
            "ahead": todo.tasks(db, today=words.today(), when="ahead", limit=5),
        }
    return page(request, "overview.html", **values)


@router.get("/phien")
def all_sessions(request: Request, desk: TheDesk, trang: Page = 1) -> Response:
    with desk.asking() as db:
        rows = search.sessions(db, limit=SIZE + 1, offset=(trang - 1) * SIZE)
    shown, pager = paged(request, trang, rows, SIZE)
    return page(request, "sessions.html", sessions=shown, pager=pager)


@router.get("/phien/{key}")
def one_session(request: Request, desk: TheDesk, key: str, trang: Page = 1) -> Response:
    with desk.asking() as db:
        document = search.session(db, key)
        if document["key"] != key:
            return RedirectResponse(f"/phien/{quote(document['key'])}", 302)
        tasks = todo.tasks(db, today=words.today(), session=key, limit=MANY)
        board = _map(desk, db, key)
    reports, pager = paged(request, trang, document["reports"][(trang - 1) * MANY :], MANY)
    first = {report["number"]: report for report in document["reports"]}
    return page(
        request, "session.html", session=document, reports=reports, pager=pager, tasks=tasks, tiles=board, by=first
    )


@router.get("/bai/{id}")
def article(request: Request, desk: TheDesk, id: str) -> Response:
    with desk.asking() as db:
        document = one.show(db, id)
        if id != str(document["number"]):
            return RedirectResponse(f"/bai/{document['number']}", 302)
        revisions = [_revision(db, revision) for revision in document["revisions"]]
        versions = {revision[which] for revision in document["revisions"] for which in ("previous", "number")}
        reprints = news.brief(db, [number for number in document["story"] if number not in versions][:MANY])
        (own,) = news.brief(db, [document["number"]])
    margin = notes.notes(document)
    title, *body = list(paragraphs(document["text"], margin)) or [[]]
    return page(
        request,
        "article.html",
        article=document,
        title=title,
        body=body,
        notes=margin,
        revisions=revisions,
        reprints=reprints,
        revised_by=own["revised_by"],
    )


@router.get("/chi-so")
def all_figures(request: Request, desk: TheDesk, q: Name = None, trang: Page = 1) -> Response:
    with desk.asking() as db:
        rows = catalogue.all_series(db, q)
    start = (trang - 1) * MANY
    shown, pager = paged(request, trang, rows[start : start + MANY + 1], MANY)
    return page(request, "figures.html", series=shown, pager=pager, q=q or "")


@router.get("/chi-so/{slug}")
def one_figure(request: Request, desk: TheDesk, slug: str, trang: Page = 1) -> Response:
    with desk.asking() as db:
        series = catalogue.one_series(db, slug)
    points = series["points"][::-1][(trang - 1) * MANY :]
    shown, pager = paged(request, trang, points, MANY)
    chart = svg(series, lambda p: f"/bai/{p['article']}#{anchor(p['start'], p['end'])}")
    base = next((row.get("base") for row in reference.load("indicators.yaml") if row["id"] == series["series"]), None)
    return page(request, "figure.html", series=series, points=shown, pager=pager, chart=chart, base=base)


@router.get("/tinh")
def all_provinces(request: Request, desk: TheDesk) -> Response:
    with desk.asking() as db:
        counts = provinces.reports_by_province(db)
        board = tiles.tiles(counts, tiles.in_trouble(desk.health(db), desk.settings().sources))
    return page(request, "provinces.html", tiles=board)


@router.get("/tinh/{slug}")
def one_province(request: Request, desk: TheDesk, slug: str, trang: Page = 1) -> Response:
    with desk.asking() as db:
        document = provinces.province(db, slug, limit=SIZE + 1, offset=(trang - 1) * SIZE)
        articles = search.search(db, "", search.Filters(province=slug), limit=10)
        health = {row["id"]: row for row in desk.health(db)}
    family = {slug, *(p["slug"] for p in document["predecessors"])}
    sources = [(s, health[s.id]) for s in desk.settings().sources if s.province in family and s.id in health]
    reports, pager = paged(request, trang, document["reports"], SIZE)
    return page(
        request,
        "province.html",
        province=document,
        reports=reports,
        pager=pager,
        articles=articles,
        sources=sources,
    )


State = Literal["ok", "broken", "silent", "new", "disabled"]


@router.get("/nguon")
def sources(
    request: Request,
    desk: TheDesk,
    muc: Annotated[State | Literal[""], Query()] = "",
    trang: Page = 1,
) -> Response:
    with desk.asking() as db:
        health = desk.health(db)
    known = {source.id: source for source in desk.settings().sources}
    counts = {state: sum(row["state"] == state for row in health) for state in words.HEALTH}
    order = ["broken", "silent", "ok", "new", "disabled"]
    rows = sorted((r for r in health if muc in ("", r["state"])), key=lambda r: order.index(r["state"]))
    start = (trang - 1) * MANY
    shown, pager = paged(request, trang, rows[start : start + MANY + 1], MANY)
    return page(request, "sources.html", rows=shown, known=known, counts=counts, chosen=muc, pager=pager)


@router.get("/tim")
def find(
    request: Request,
    desk: TheDesk,
    filters: Annotated[search.Filters, Depends(narrowed_on_page)],
    q: Words = "",
    moi: Annotated[bool, Query()] = False,
    trang: Page = 1,
) -> Response:
    with desk.asking() as db:
        start = (trang - 1) * SIZE
        found = search.search(db, q, filters, limit=SIZE + 1, offset=start, newest=moi, marks=(OPEN, CLOSE))
        instead = search.suggest(db, q) if not found and trang == 1 else None
        sessions = session_titles(db)
    shown, pager = paged(request, trang, found, SIZE)
    return page(
        request,
        "search.html",
        hits=shown,
        pager=pager,
        q=q,
        filters=filters,
        newest=moi,
        sessions=sessions,
        sites=desk.settings().sources,
        pieces=_pieces,
        instead=instead,
    )


@router.get("/viec")
def tasks(
    request: Request,
    desk: TheDesk,
    han: Annotated[Literal["", "ahead", "past", "open"], Query()] = "",
    ai: Annotated[str | None, Query(max_length=500)] = None,
    trang: Page = 1,
) -> Response:
    with desk.asking() as db:
        rows = todo.tasks(
            db,
            today=words.today(),
            when=han or None,
            assignee=ai or None,
            limit=SIZE + 1,
            offset=(trang - 1) * SIZE,
        )
        who = todo.assignees(db, limit=40)
    shown, pager = paged(request, trang, rows, SIZE)
    links = {row["assignee"]: "/viec?" + urlencode({"ai": row["assignee"]}) for row in who}
    return page(request, "tasks.html", tasks=shown, pager=pager, who=who, links=links, han=han, ai=ai)


def _map(desk: Desk, db: Database, key: str) -> list[tiles.Tile]:
    troubled = tiles.in_trouble(desk.health(db), desk.settings().sources)
    return tiles.tiles(provinces.reported(db, key), troubled)


def _revision(db: Database, revision: dict[str, Any]) -> dict[str, Any]:
    before, after = (one.show(db, str(revision[which]))["text"] for which in ("previous", "number"))
    return {**revision, "paragraphs": changes.difference(before, after)}


def _pieces(snippet: str) -> list[tuple[bool, str]]:
    """A snippet as (found, text) in turn."""
    parts = []
    for piece in snippet.split(OPEN):
        found, _, rest = piece.rpartition(CLOSE)
        parts += [(True, found), (False, rest)]
    return [(found, text) for found, text in parts if text]
