"""From values to HTML: the templates, with everything in them escaped."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from crawler import reference
from crawler.search.filters import EVERYTHING
from crawler.search.series import slug
from crawler.web import words
from crawler.web.desk import Desk
from crawler.web.markup import Mark, anchor

FILES = {"phienhop.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """One page of the site."""
    desk: Desk = request.app.state.desk
    settings = desk.settings()
    names = {source.id: source.name for source in settings.sources}
    bodies = {**reference.bodies(), **{body.id: body for body in settings.bodies}}
    html = (
        _environment()
        .get_template(template)
        .render(path=request.url.path, source_name=lambda id: names.get(id, id), bodies=bodies, **values)
    )
    return HTMLResponse(html, status)


@cache
def static(name: str) -> bytes:
    """One of FILES."""
    return resources.files(__package__).joinpath("static", name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("crawler.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": words.day,
        "moment": words.moment,
        "figure": words.figure,
        "number": words.number,
        "link": words.link,
        "session_day": words.session_day,
        "short": words.short,
        "slug": slug,
        "trouble": words.trouble,
    }
    environment.tests["marked"] = lambda piece: isinstance(piece, Mark)
    environment.globals |= {
        "anchor": anchor,
        "place": words.place,
        "FACTS": words.FACTS,
        "KINDS": words.KINDS,
        "HEALTH": words.HEALTH,
        "SITES": words.SITES,
        "provinces": reference.current_provinces(),
        "no_filters": EVERYTHING,
        "style": hashlib.sha256(static("phienhop.css")).hexdigest()[:12],
    }
    return environment
