"""The application: rooms put together, and what a reader is told when something is amiss."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Scope

from crawler import __version__
from crawler.errors import NotFound, StateError
from crawler.web import api, feeds, pages, vitals
from crawler.web.asking import BadQuestion
from crawler.web.desk import Busy, Desk
from crawler.web.look import FILES, page, static
from crawler.web.manners import Manners

log = logging.getLogger(__name__)

_TROUBLE = {
    400: "Yêu cầu không hợp lệ",
    404: "Không tìm thấy",
    405: "Chỉ đọc, không ghi",
    414: "Địa chỉ quá dài",
    500: "Có lỗi trong dịch vụ",
    503: "Dịch vụ đang bận",
}
_ADVICE = {
    404: "Không có trang nào ở địa chỉ này. Thử tìm trong kho lưu.",
    405: "Trang này chỉ trả lời GET và HEAD.",
    414: "Rút ngắn từ khóa tìm kiếm rồi thử lại.",
    500: "Lỗi đã được ghi lại. Thử lại sau.",
    503: "Kho lưu chưa trả lời kịp. Thử lại sau ít giây.",
}
_HINTS = {405: {"Allow": "GET, HEAD"}, 503: {"Retry-After": "5"}}


def create_app(state: Path, sources: Path, *, metrics: bool = False) -> FastAPI:
    """The web page of the archive in `state`; `sources` names the sites and tells their health."""
    app = FastAPI(
        title="phienhop",
        version=__version__,
        description="Kho bản tin về các phiên họp chuyển đổi số: phiên họp, bài, số liệu, nhiệm vụ. Chỉ đọc.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    desk = app.state.desk = Desk(state, sources)
    app.add_middleware(Manners, refuse=_refusal(app), version=desk.version)
    for router in (pages.router, api.router, feeds.router, vitals.router, *([vitals.figures] if metrics else [])):
        app.include_router(router)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    _tell_of_trouble(app)
    return app


def _static(name: str) -> Response:
    if name not in FILES:
        raise HTTPException(404)
    return Response(static(name), media_type=FILES[name], headers={"Cache-Control": "public, max-age=86400"})


def _refusal(app: FastAPI):  # type: ignore[no-untyped-def]
    def refuse(scope: Scope, status: int) -> ASGIApp:
        return trouble(Request({**scope, "app": app}), status, headers=_HINTS.get(status))

    return refuse


def trouble(request: Request, status: int, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    """What went wrong, as a page or, under /api, as a document."""
    told = detail or _ADVICE.get(status, "")
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": _TROUBLE.get(status, "Lỗi"), "detail": told}, status, headers)
    answer = page(request, "error.html", status, title=_TROUBLE.get(status, "Lỗi"), detail=told)
    answer.headers.update(headers or {})
    return answer


def _tell_of_trouble(app: FastAPI) -> None:
    @app.exception_handler(NotFound)
    def _(request: Request, error: NotFound) -> Response:
        return trouble(request, 404)

    @app.exception_handler(HTTPException)
    def _(request: Request, error: HTTPException) -> Response:
        return trouble(request, error.status_code)

    @app.exception_handler(RequestValidationError)
    def _(request: Request, error: RequestValidationError) -> Response:
        names = ", ".join(sorted({str(one["loc"][-1])[:40] for one in error.errors()}))
        return trouble(request, 400, f"Tham số không hợp lệ: {names}")

    @app.exception_handler(BadQuestion)
    def _(request: Request, error: BadQuestion) -> Response:
        return trouble(request, 400, str(error))

    @app.exception_handler(Busy)
    @app.exception_handler(StateError)
    @app.exception_handler(sqlite3.Error)
    def _(request: Request, error: Exception) -> Response:
        log.warning("%s: %s", request.url.path, error)
        return trouble(request, 503, headers=_HINTS[503])
