"""Sites that are a script over a service of theirs: whatever the address, they show the script, and the service wants
to be told by POST what it is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from crawler.demo.data import Site
from crawler.demo.server import Request

_OFFSET = re.compile(r"[?&]offset=(\d+)")
_SLUG = re.compile(r"/api/article/getbyslug\?slug=([\w-]+)$")
_FILE = re.compile(r"FileLeafRef%20eq%20'([\w-]+)\.aspx'")
_SCRIPT = "/"


def has_one(site: Site) -> bool:
    return site.family in _SERVICES


def asked(site: Site, request: Request) -> tuple[str, int]:
    """(address, articles left out): what the service is asked for, by its address on the site; else the script's."""
    return _SERVICES[site.family](site, request)


def _reads(site: Site, request: Request) -> tuple[str, int]:
    """As the ministry of finance: the category in JSON, the part of the list in the address."""
    if found := _SLUG.fullmatch(request.path):
        return _article(site, found[1]), 0
    offset = _OFFSET.search(request.path)
    wanted = site.paths["listing"].rpartition("=")[2]
    if request.path.startswith("/api/article/reads?") and offset and _said(request).get("categoryId") == wanted:
        return site.paths["listing"], int(offset[1])
    return _SCRIPT, 0


def _readjson(site: Site, request: Request) -> tuple[str, int]:
    """As the province of Lâm Đồng: the address of a SharePoint list in JSON, and an answer as verbose as was asked."""
    source = urlsplit(_said(request).get("SourceUrl", ""))
    if request.path != "/RestApi/Readjson" or "odata=verbose" not in request.headers.get("accept", ""):
        return _SCRIPT, 0
    if found := _FILE.search(source.query):
        return _article(site, found[1]), 0
    return (site.paths["listing"], 0) if f"{source.path}?{source.query}" == site.paths["listing"] else (_SCRIPT, 0)


def _article(site: Site, slug: str) -> str:
    return site.paths["article"].format(slug=slug)


def _said(request: Request) -> Mapping[str, str]:
    """What came along as JSON; nothing with any other kind of request."""
    if request.method != "POST" or request.headers.get("content-type") != "application/json":
        return {}
    said: dict[str, str] = json.loads(request.body)
    return said


_SERVICES: Mapping[str, Callable[[Site, Request], tuple[str, int]]] = {"mof": _reads, "lamdong": _readjson}
