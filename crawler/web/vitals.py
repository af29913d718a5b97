"""For those who watch the machine: is the service alive, and how does it do."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse, Response

from crawler import metrics
from crawler.web.asking import TheDesk

router = APIRouter(include_in_schema=False)
figures = APIRouter(include_in_schema=False)  # taken in only where it was asked for: it counts alerts by channel

STALLED = 120.0  # seconds without a tick, as long as systemd's watchdog waits


@router.get("/healthz")
def healthz(desk: TheDesk) -> Response:
    """200 while the archive answers and the service turns, else 503."""
    with desk.asking():
        age = metrics.tick_age(desk.state, datetime.now(UTC))
    ok = age is not None and age < STALLED
    return JSONResponse({"ok": ok, "tick_age": age}, 200 if ok else 503, headers={"Cache-Control": "no-store"})


@figures.get("/metrics")
def scrape(desk: TheDesk) -> Response:
    with desk.asking() as db:
        text = metrics.text(db, desk.state, desk.health(db), datetime.now(UTC))
    return PlainTextResponse(text, headers={"Cache-Control": "no-store", "Content-Type": metrics.MEDIA_TYPE})
