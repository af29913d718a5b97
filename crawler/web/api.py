"""The same answers as documents, in the shapes that the command prints with --json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from crawler import search
from crawler.search import overview as news
from crawler.search import province as provinces
from crawler.search import series as catalogue
from crawler.search import tasks as todo
from crawler.web import shapes, tiles, words
from crawler.web.asking import Name, TheDesk, Words, hits

router = APIRouter(
    prefix="/api", responses={status: {"model": shapes.Trouble} for status in (400, 404, 503)}, tags=["kho lưu"]
)

MOST = 200
Limit = Annotated[int, Query(ge=1, le=MOST, description="bao nhiêu dòng")]
Offset = Annotated[int, Query(ge=0, le=100_000, description="bỏ qua bao nhiêu dòng")]
Points = Annotated[int, Query(ge=1, le=1000, description="bao nhiêu số liệu của mỗi chỉ số")]


def _shape(model: Any) -> dict[int | str, dict[str, Any]]:
    """Described, not enforced: what the archive answers is passed on as it is."""
    return {200: {"model": model}}


class Document(Response):
    """UTF-8 JSON."""

    media_type = "application/json"

    def render(self, content: object) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _listed(request: Request, rows: Sequence[Any], limit: int, offset: int) -> Document:
    """A stretch of a list; the header `Link` leads on where there is more (RFC 8288)."""
    answer = Document(list(rows[:limit]))
    if len(rows) > limit:
        further = request.url.include_query_params(offset=offset + limit, limit=limit)
        answer.headers["Link"] = f'<{further.path}?{further.query}>; rel="next"'
    return answer


@router.get("/overview", responses=_shape(shapes.Overview))
def overview(desk: TheDesk) -> Document:
    """Phiên mới nhất, ai đã đưa tin, bài mới, số liệu đã đổi."""
    with desk.asking() as db:
        latest = search.sessions(db, limit=6)
        troubled = tiles.in_trouble(desk.health(db), desk.settings().sources)
        told = next((session for session in latest if session["reports"]), None)
        counts = provinces.reported(db, told["key"]) if told else {}
        return Document(
            {
                "sessions": latest,
                "provinces": [asdict(tile) for tile in tiles.tiles(counts, troubled)],
                "articles": news.newest(db),
                "moved": news.moved(db),
            }
        )


@router.get("/sessions", responses=_shape(list[shapes.SessionRow]))
def sessions(request: Request, desk: TheDesk, limit: Limit = MOST, offset: Offset = 0) -> Document:
    """Các phiên họp, mới nhất trước."""
    with desk.asking() as db:
        rows = search.sessions(db, limit=limit + 1, offset=offset)
    return _listed(request, rows, limit, offset)


@router.get("/sessions/{key}", responses=_shape(shapes.Session))
def session(desk: TheDesk, key: str) -> Document:
    """Một phiên họp, theo mã hiện nay hoặc mã cũ."""
    with desk.asking() as db:
        return Document(search.session(db, key))


@router.get("/search", responses=_shape(list[shapes.Hit]))
def find(
    request: Request,
    desk: TheDesk,
    q: Words = "",
    since: Name = None,
    until: Name = None,
    province: Name = None,
    source: Name = None,
    body: Name = None,
    session: Name = None,
    newest: bool = False,
    limit: Limit = 20,
    offset: Annotated[int, Query(ge=0, le=20_000)] = 0,
) -> Document:
    """Tìm toàn văn, có dấu hay không dấu; không có từ khóa thì liệt kê bài mới nhất."""
    given = {"since": since, "until": until, "province": province, "source": source, "body": body, "session": session}
    with desk.asking() as db:
        rows = hits(db, q, given, limit=limit + 1, offset=offset, newest=newest)
    return _listed(request, rows, limit, offset)


@router.get("/articles/{id}", responses=_shape(shapes.Article))
def article(desk: TheDesk, id: str) -> Document:
    """Một bài, theo số, tên tệp, đầu của mã băm hoặc tên cũ."""
    with desk.asking() as db:
        return Document(search.show(db, id))


@router.get("/indicators", responses=_shape(list[shapes.Series]))
def indicators(
    request: Request, desk: TheDesk, name: Name = None, points: Points = 50, limit: Limit = 20, offset: Offset = 0
) -> Document:
    """Các chỉ số theo thời gian, mỗi chỉ số với những số liệu mới nhất, mỗi số liệu kèm câu trích."""
    with desk.asking() as db:
        rows = catalogue.some_series(db, name, limit=limit + 1, offset=offset, latest=points)
    return _listed(request, rows, limit, offset)


@router.get("/indicators/{slug}", responses=_shape(shapes.Series))
def indicator(desk: TheDesk, slug: str) -> Document:
    """Một chỉ số."""
    with desk.asking() as db:
        return Document(catalogue.one_series(db, slug))


@router.get("/tasks", responses=_shape(list[shapes.Task]))
def tasks(
    request: Request,
    desk: TheDesk,
    when: Literal["ahead", "past", "open"] | None = None,
    assignee: Annotated[str | None, Query(max_length=500)] = None,
    session: Name = None,
    limit: Limit = MOST,
    offset: Offset = 0,
) -> Document:
    """Nhiệm vụ theo thời hạn: chưa tới hạn, hạn đã qua, hoặc không nêu hạn."""
    with desk.asking() as db:
        rows = todo.tasks(
            db,
            today=words.today(),
            when=when,
            assignee=assignee,
            session=session,
            limit=limit + 1,
            offset=offset,
        )
    return _listed(request, rows, limit, offset)


@router.get("/provinces/{slug}", responses=_shape(shapes.Province))
def province(desk: TheDesk, slug: str, limit: Limit = MOST, offset: Offset = 0) -> Document:
    """Một tỉnh, thành phố, với các tỉnh trước khi sáp nhập."""
    with desk.asking() as db:
        return Document(provinces.province(db, slug, limit=limit, offset=offset))


@router.get("/health", responses=_shape(list[shapes.Health]))
def health(desk: TheDesk) -> Document:
    """Tình trạng từng nguồn."""
    with desk.asking() as db:
        return Document(desk.health(db))
