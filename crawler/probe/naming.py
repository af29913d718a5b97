"""Id, name, kind and province of a site, by its host."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler import reference
from crawler.model import Kind, Province
from crawler.text import key

_ADDRESS = re.compile(r"[\d.:]+")
_OFFICE = re.compile(r"(?:^|trang tin |trang thong tin |website )(?:dien tu )?(?:so|hoi) ")
_NEWSPAPER = re.compile(r"^bao(?=.)|newspaper|ngaynay")


@dataclass(frozen=True, slots=True)
class Naming:
    """Who a site seems to be."""

    id: str
    name: str
    kind: Kind
    province: str | None = None


def name(url: str, calls_itself: str | None, taken: Collection[str]) -> Naming:
    """A guess by the host; `calls_itself` is what the site writes as its name, `taken` the ids in use."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    province, department = _province(host, calls_itself), _department(host)
    if province is None:
        guess = Naming(_slug(host), calls_itself or host, Kind.NATIONAL)
    elif department and not host.startswith(f"{province.slug}."):
        said = calls_itself or f"{department['name']} tỉnh {province.name}"
        guess = Naming(f"{province.slug}-{department['id']}", said, Kind.DEPARTMENT, province.slug)
    elif _is_newspaper(host, calls_itself):
        guess = Naming(f"{province.slug}-bao", calls_itself or f"Báo {province.name}", Kind.NEWSPAPER, province.slug)
    elif _OFFICE.search(key(calls_itself or "")):
        guess = Naming(f"{province.slug}-so", calls_itself or host, Kind.DEPARTMENT, province.slug)
    else:
        said = calls_itself or f"Cổng TTĐT tỉnh {province.name}"
        guess = Naming(province.slug, said, Kind.PORTAL, province.slug)
    return Naming(_free(guess.id, taken), guess.name, guess.kind, guess.province)


def _province(host: str, calls_itself: str | None) -> Province | None:
    """By a host that is known, by a part of the host, else by the name the site gives itself."""
    known = reference.provinces().values()
    for province in known:
        if any(host == h.removeprefix("www.") for h in province.hosts):
            return province
    parts = host.split(".")
    for province in sorted(known, key=lambda p: -len(p.slug)):
        if any(part in (province.slug, f"bao{province.slug}") for part in parts):
            return province
    said = f" {key(calls_itself or '')} "
    named = [p for p in known if f" {key(p.name)} " in said]
    return max(named, key=lambda p: len(p.name), default=None)


def _department(host: str) -> dict[str, str] | None:
    """The department a host belongs to: `skhcn.caobang.gov.vn`."""
    first, _, rest = host.partition(".")
    if not rest.endswith(".gov.vn"):
        return None
    for row in reference.load("probe.yaml")["departments"]:
        exact, generic = row["prefixes"], row["id"] == "so"
        if first in exact or (generic and any(first.startswith(prefix) for prefix in exact)):
            return {"id": first if generic else row["id"], "name": row["name"]}
    return None


def _is_newspaper(host: str, calls_itself: str | None) -> bool:
    return bool(_NEWSPAPER.search(host)) or key(calls_itself or "").startswith("bao ")


def _slug(host: str) -> str:
    if not host or _ADDRESS.fullmatch(host):
        return "nguon-" + (re.sub(r"\D+", "-", host).strip("-") or "moi")
    stem = re.sub(r"(\.(gov|com|org|net|edu))?\.[a-z]+$", "", host)
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "nguon-moi"


def _free(id: str, taken: Collection[str]) -> str:
    if id not in taken:
        return id
    return next(f"{id}-{n}" for n in range(2, len(taken) + 3) if f"{id}-{n}" not in taken)
