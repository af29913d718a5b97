"""The same answers as documents, in the shapes that the command prints with --json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from crawler import search
from crawler.search import one
from crawler.search import overview as news
from crawler.search import province as provinces
from crawler.search import series as catalogue
from crawler.search import tasks as todo
from crawler.web import shapes, tiles, words
from crawler.web.asking import Name, TheDesk, Words, narrowed

router = APIRouter(
    prefix="/api", responses={status: {"model": shapes.Trouble} for status in (400, 404, 503)}, tags=["kho lưu"]
)

MOST = 200
DEEPEST = 20_000
Points = Annotated[int, Query(ge=1, le=1000, description="bao nhiêu số liệu của mỗi chỉ số")]


def _shape(model: Any) -> dict[int | str, dict[str, Any]]:
    """Described, not enforced: what the archive answers is passed on as it is."""
    return {200: {"model": model}}


class Document(Response):
    """UTF-8 JSON."""

    media_type = "application/json"

    def render(self, content: object) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows of a list are wanted."""

    request: Request
    limit: int
    offset: int

    @property
    def more(self) -> int:
        """How many rows to ask for: one more than wanted, which tells whether there are more."""
        return self.limit + 1

    def answer(self, rows: Sequence[Any]) -> Document:
        """The rows; the header `Link` leads on where there are more (RFC 8288)."""
        answer = Document(list(rows[: self.limit]))
        if len(rows) > self.limit:
            further = self.request.url.include_query_params(offset=self.offset + self.limit, limit=self.limit)
            answer.headers["Link"] = f'<{further.path}?{further.query}>; rel="next"'
        return answer


def _stretch(usual: int) -> Any:
    """A parameter: a stretch of a list, of so many rows unless told."""

    def stretch(
        request: Request,
        limit: Annotated[int, Query(ge=1, le=MOST, description="bao nhiêu dòng")] = usual,
        offset: Annotated[int, Query(ge=0, le=DEEPEST, description="bỏ qua bao nhiêu dòng")] = 0,
    ) -> Stretch:
        return Stretch(request, limit, offset)

    return Depends(stretch)


Few = Annotated[Stretch, _stretch(20)]
Many = Annotated[Stretch, _stretch(MOST)]


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
def sessions(desk: TheDesk, stretch: Many) -> Document:
    """Các phiên họp, mới nhất trước."""
    with desk.asking() as db:
        rows = search.sessions(db, limit=stretch.more, offset=stretch.offset)
    return stretch.answer(rows)


@router.get("/sessions/{key}", responses=_shape(shapes.Session))
def session(desk: TheDesk, key: str) -> Document:
    """Một phiên họp, theo mã hiện nay hoặc mã cũ."""
    with desk.asking() as db:
        return Document(search.session(db, key))


@router.get("/search", responses=_shape(list[shapes.Hit]))
def find(
    desk: TheDesk,
    stretch: Few,
    filters: Annotated[search.Filters, Depends(narrowed)],
    q: Words = "",
    newest: bool = False,
) -> Document:
    """Tìm toàn văn, có dấu hay không dấu; không có từ khóa thì liệt kê bài mới nhất."""
    with desk.asking() as db:
        rows = search.search(db, q, filters, newest=newest, limit=stretch.more, offset=stretch.offset)
    return stretch.answer(rows)


@router.get("/articles/{id}", responses=_shape(shapes.Article))
def article(desk: TheDesk, id: str) -> Document:
    """Một bài, theo số, tên tệp, đầu của mã băm hoặc tên cũ."""
    with desk.asking() as db:
        return Document(one.show(db, id))


@router.get("/indicators", responses=_shape(list[shapes.Series]))
def indicators(desk: TheDesk, stretch: Few, name: Name = None, points: Points = 50) -> Document:
    """Các chỉ số theo thời gian, mỗi chỉ số với những số liệu mới nhất, mỗi số liệu kèm câu trích."""
    with desk.asking() as db:
        rows = catalogue.some_series(db, name, latest=points, limit=stretch.more, offset=stretch.offset)
    return stretch.answer(rows)


@router.get("/indicators/{slug}", responses=_shape(shapes.Series))
def indicator(desk: TheDesk, slug: str) -> Document:
    """Một chỉ số."""
    with desk.asking() as db:
        return Document(catalogue.one_series(db, slug))


@router.get("/tasks", responses=_shape(list[shapes.Task]))
def tasks(
    desk: TheDesk,
    stretch: Many,
    when: Literal["ahead", "past", "open"] | None = None,
    assignee: Annotated[str | None, Query(max_length=500)] = None,
    session: Name = None,
) -> Document:
    """Nhiệm vụ theo thời hạn: chưa tới hạn, hạn đã qua, hoặc không nêu hạn."""
    with desk.asking() as db:
        rows = todo.tasks(
            db,
            today=words.today(),
            when=when,
            assignee=assignee,
            session=session,
            limit=stretch.more,
            offset=stretch.offset,
        )
    return stretch.answer(rows)


@router.get("/provinces/{slug}", responses=_shape(shapes.Province))
def province(desk: TheDesk, slug: str, stretch: Many) -> Document:
    """Một tỉnh, thành phố, với các tỉnh trước khi sáp nhập."""
    with desk.asking() as db:
        return Document(provinces.province(db, slug, limit=stretch.limit, offset=stretch.offset))


@router.get("/health", responses=_shape(list[shapes.Health]))
def health(desk: TheDesk) -> Document:
    """Tình trạng từng nguồn."""
    with desk.asking() as db:
        return Document(desk.health(db))
