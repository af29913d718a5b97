"""From where a report followed the session: the end point, and the province it belongs to.

The text decides. Only where it speaks of an end point without a name ("điểm cầu UBND tỉnh") may
the rest of the text, the source or the address say which province that is; a report without any
end point is a national one, whatever site it stands on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from crawler import reference
from crawler.model import Fact
from crawler.session.lexicon import Led, led, pairs
from crawler.session.mergers import current, name_on
from crawler.session.names import names
from crawler.session.scan import Scan
from crawler.session.wording import any_of, listed, pattern, whole, words
from crawler.text import fold, key

_MANY = 4  # end points of so many provinces: a national report that lists who spoke


@dataclass(frozen=True, slots=True)
class EndPoint:
    """A place from where someone followed: a province by slug, a district or office (local), or an institution."""

    start: int
    end: int
    slug: str | None = None
    local: bool = False  # belongs to some province the phrase does not name


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all provinces' names, and the slug of each folded name."""
    slugs = {key(name): p.slug for p in reference.provinces().values() for name in (p.name, *p.aliases)}
    return re.compile(rf"(?P<name>{whole(slugs)})"), slugs


def province_names() -> dict[str, str]:
    """The slug of each province by its folded names."""
    return _names()[1]


_AT = ("phia", "tai", "o")
_UNITS = ("tinh", "thanh pho", "tp", "ubnd", "uy ban", "tru so", "phong hop", "hoi truong", "truc tuyen", "trung tam")


@cache
def _forms() -> tuple[Led, ...]:
    """The ways an end point is told; each may end in a province's name."""
    name, named = _names()[0].pattern, _names()[1]
    points, attending = words("end_point"), words("attends", "chair")
    stop = r"(?!(?:co|do|la|dong|ong|ba|voi|va|cac|den|toi|tu|cung|gom|nay|chu|du|duoc|dien|ket|noi|so)\s)"
    between = rf"(?:\s+{stop}(?:tp\.|[^\s.,;:()\n]+)){{0,10}}?"
    point, attends = any_of("end_point"), any_of("attends", "chair")
    unit = (
        r"(?:(?:tinh|thanh\s+pho|tp\.?|ubnd|uy\s+ban\s+nhan\s+dan|tru\s+so|phong\s+hop|hoi\s+truong|truc\s+tuyen"
        r"|trung\s+tam\s+hoi\s+nghi)\s*){0,5}"
    )
    takes_part = r"(?:tham\s+)?du\s+(?:phien|hoi\s+nghi|hop)"
    abroad = rf"(?:{any_of('of')}\s+){{0,5}}{name}"
    plainly = rf"(?:\s+(?!{any_of('guests')})[^\s.,;:()]+){{0,5}}?"  # "attended by leaders from" are guests elsewhere
    return (
        led(points, rf"{point}{between}\s*{name}"),
        led(named, rf"{name}(?:\s+(?:province|provincial|city|people|s|committee|'s|’s))*\s+{point}"),
        led(points, rf"{point}\s+{abroad}"),
        led(pairs(_AT, (*_UNITS, *named)), rf"{whole(_AT)}\s+{unit}{name}(?=\s*,[^.\n]{{0,260}}?{attends})"),
        led(
            attending,
            rf"{attends}[^.,;\n]{{0,60}}?\s(?:tai|phia|o)\s+(?:tinh|thanh\s+pho|tp\.?|diem|ubnd)\s*{unit}{name}",
        ),
        led(
            ("tinh", "thanh pho", "tp"),
            rf"(?:tinh|thanh\s+pho|tp\.?)\s*{name},?\s+{takes_part}",
        ),
        led(named, rf"{name}\s+{takes_part}"),
        led(attending, rf"{attends}{plainly}\s+(?:from|depuis|dari|desde|aus)\s+{abroad}"),
        led(words("from"), rf"{any_of('from')}\s+{abroad}(?:\s+(?:province|city))?(?=\s*,[^.\n]{{0,260}}?{attends})"),
    )


@cache
def _unnamed() -> Led:
    """An end point without a province's name, a district's or an office's among them."""
    unit = any_of("unnamed")
    return led(
        (*words("end_point", "attends", "chair", "session", "locality", "online"), "tai diem", "chu tri"),
        rf"{any_of('end_point')}\s+(?:truc\s+tuyen\s+)?(?:cua\s+|tai\s+|o\s+)?(?:{any_of('hall')}\s+)?(?P<unit>{unit}|{any_of('institution')})"
        rf"|{any_of('attends', 'chair')}[^.\n]{{0,80}}?\s(?:tai|o)\s+(?:{any_of('hall')}[^.,;\n]{{0,30}}?\s)?"
        rf"(?P<hall>(?:ubnd|uy\s+ban\s+nhan\s+dan|tinh\s+uy|thanh\s+uy|huyen\s+uy)(?:\s+(?:tinh|thanh\s+pho|tp|huyen))?)(?!\w)"
        rf"|(?:tai|chu\s+tri)\s+(?P<bare>diem\s+cau)(?=\s*,?\s+(?:co|la|dong\s+chi))"
        rf"|chu\s+tri\s+(?:tai\s+)?(?P<chaired>(?:diem|dau)\s+cau)(?=\s*(?:[.,;]|$))"
        rf"|(?P<local>{any_of('locality')}(?:['’]s)?\s+(?:\w+\s+)?{any_of('end_point')})"
        rf"|{any_of('end_point')}\s+(?:{any_of('of')}\s+){{0,3}}(?P<kind>{any_of('locality')})"
        rf"|(?:{any_of('session')}|{any_of('online')})\s+(?:{any_of('online')}\s+)?(?:from|at)\s+(?:the|their)\s+(?P<afar>{any_of('locality')})",
    )


@cache
def _institution() -> re.Pattern[str]:
    return re.compile(any_of("institution"))


def end_points(scan: Scan) -> tuple[EndPoint, ...]:
    """Every end point the text tells of, named or not, in order."""
    named = list(_named(scan))
    taken = [(p.start, p.end) for p in named]
    for match in scan.prose.matches(_unnamed(), scan.folded):
        if any(s < match.end() and match.start() < e for s, e in taken):
            continue
        unit = match["unit"]
        institution = bool(unit and _institution().fullmatch(unit)) and _is_institution(scan, match)
        end = _phrase_end(scan, match.end()) if unit else match.end()
        start = max(match.start(), match.start("bare"), match.start("chaired"))
        named.append(EndPoint(start, end, local=not institution))
    return tuple(sorted(named, key=lambda p: p.start))


def _is_institution(scan: Scan, match: re.Match[str]) -> bool:
    """ "điểm cầu Bộ Tư pháp" is one; a lower-case "bộ" or "hội" is not."""
    return scan.text[match.start("unit")].isupper()


def _named(scan: Scan) -> Iterator[EndPoint]:
    slugs = _names()[1]
    seen: set[int] = set()
    for index, form in enumerate(_forms()):
        for match in scan.prose.matches(form, scan.folded):
            at = match.start("name")
            if at in seen or not _is_place(scan, match, index):
                continue
            seen.add(at)
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield EndPoint(start, match.end(), slugs[" ".join(match["name"].split())])


_OPENING = (3, 6, 8)  # forms without a word that names a place: only where a sentence opens
_OPENS = re.compile(r"(?:^|[\n.–:-])\s*(?:ve\s+)?$")
_DISTRICT = re.compile(r"(?:huyen|xa|phuong|thi\s+xa|quan|thi\s+tran|dac\s+khu)\s+$")


def _is_place(scan: Scan, match: re.Match[str], form: int) -> bool:
    """A province, not a person (Nguyễn Hòa Bình), a district of that name, or the capital as a venue."""
    at = match.start("name")
    if not scan.text[at].isupper() or _DISTRICT.search(scan.folded[max(0, at - 12) : at]):
        return False
    if form in _OPENING and not _OPENS.search(scan.folded[max(0, match.start() - 6) : match.start()]):
        return False
    if form >= 3 and match["name"] in ("ha noi", "hanoi"):
        return "ubnd" in match[0] or "thanh pho" in match[0]
    return True


_PHRASE = re.compile(r"(?: (?!(?:có|do|là|đồng|dự|tham|với|và các|cùng|theo|chủ|được)\s)[^\s.,;:()\n]+){0,10}")


def _phrase_end(scan: Scan, at: int) -> int:
    """The end of a district's or an office's name: before punctuation or a verb."""
    match = _PHRASE.match(scan.text, at)
    return match.end() if match else at


# --- which province -----------------------------------------------------------------------


def province(scan: Scan, points: tuple[EndPoint, ...], day: str | None, given: str | None) -> tuple[Fact | None, str]:
    """The province of the end point under its name on that day, and how it was found."""
    named = Counter(p.slug for p in points if p.slug)
    if len(named) > 1 and (away := [p for p in points if p.slug and not _is_centre(scan, p)]):
        named = Counter(p.slug for p in away if p.slug)
    if len({current(s) for s in named}) >= _MANY:
        return None, f"end points of {len(named)} provinces: a national report"
    if named:
        slug = max(named, key=lambda s: (_local_weight(scan, points, s), named[s]))
        point = max((p for p in points if p.slug == slug), key=lambda p: _quality(scan, p))
        return scan.quote(name_on(slug, day), point.start, point.end), "named at its end point"
    local = next((p for p in points if p.local), None)
    if local is None:
        return None, "no end point of a province"
    for slug, how in (*_of_ward(scan, local, day), *_of_unnamed(scan, given, day)):
        return scan.quote(name_on(slug, day), local.start, local.end), f"end point without a name; {how}"
    return None, "an end point whose province nothing tells"


def _is_centre(scan: Scan, point: EndPoint) -> bool:
    """The capital's end point, where the session's own head sits: no province follows from there."""
    clause = max(scan.folded.rfind(mark, 0, point.start) for mark in ".;\n") + 1
    return point.slug == "hanoi" and pattern("head").search(scan.folded, clause, point.start) is not None


def _quality(scan: Scan, point: EndPoint) -> tuple[bool, int]:
    around = next((s for s in scan.sentences if s.start <= point.start < s.end), None)
    told = around and scan.prose.search(listed("attends", "chair"), around.start, around.end)
    return told is not None, -point.start


def _local_weight(scan: Scan, points: tuple[EndPoint, ...], slug: str) -> int:
    return max(2 * _quality(scan, p)[0] + (p.start < 1500) for p in points if p.slug == slug)


_WARD = re.compile(r"phuong\s+(?P<name>[^.,;:()\n]+?)\s*$")


def _of_ward(scan: Scan, point: EndPoint, day: str | None) -> Iterator[tuple[str, str]]:
    """ "Điểm cầu UBND phường Bạc Liêu": since the mergers a former province's name is a ward's of its old capital."""
    ward = _WARD.search(scan.folded, point.start, point.end)
    slug = province_names().get(" ".join(ward["name"].split())) if ward else None
    until = reference.provinces()[slug].until if slug else None
    if slug and until and day and day > until:
        yield current(slug), "a ward that bears the name of the province it was"


def _of_unnamed(scan: Scan, given: str | None, day: str | None) -> Iterator[tuple[str, str]]:
    """Ways to tell the province of an end point without a name, the text's own words first."""
    if slug := _spoken_of(scan):
        yield slug, "the text speaks of this province alone"
    if given and given in reference.provinces():
        yield given, "the source's province"
    if slug := of_host(scan.article.url):
        yield slug, "the address belongs to this province"
    if slug := _of_leader(scan, day):
        yield slug, "its leader is named"


@cache
def _mentions() -> re.Pattern[str]:
    unit = r"(?:(?<!\w)(?P<unit>tinh|thanh\s+pho|tp\.?|o|tai|ctt|bao|ubnd|of|in|from)[\s-]*)?"
    return re.compile(
        rf"{unit}{_names()[0].pattern}(?P<kind>(?:['’]s)?\s+(?:province|provincial|city|municipal|people|chairman|authorities))?"
    )


def _spoken_of(scan: Scan) -> str | None:
    """The one province the sentences name as such; lists of provinces are menus or roll calls."""
    slugs, counts = _names()[1], Counter[str]()
    for sentence in scan.sentences:
        found = [
            m
            for m in _mentions().finditer(scan.folded, sentence.start, sentence.end)
            if (m["unit"] or m["kind"]) and scan.text[m.start("name")].isupper()
        ]
        if 0 < len(found) <= 2:
            counts.update(slugs[" ".join(m["name"].split())] for m in found if m["name"] not in ("ha noi", "hanoi"))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


@cache
def _leaders() -> tuple[tuple[str, str, str, str], ...]:
    rows = reference.load("officials.yaml")
    return tuple((key(r["name"]), r["province"], r.get("since", ""), r.get("until", "9999")) for r in rows)


def _of_leader(scan: Scan, day: str | None) -> str | None:
    """The one province that people named in the text led on that day; of an unknown day, ever."""
    named = {scan.folded[s:e] for s, e in names(scan.text, scan.folded, 0, len(scan.folded))}
    led = {slug for name, slug, since, until in _leaders() if name in named and (day is None or since <= day <= until)}
    return led.pop() if len(led) == 1 else None


@cache
def _hosts() -> tuple[tuple[str, str], ...]:
    rows = [(h.removeprefix("www."), p.slug) for p in reference.provinces().values() for h in p.hosts]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def of_host(url: str | None) -> str | None:
    """The province an address belongs to: its own sites, or its name inside a host or aggregator path."""
    if not url:
        return None
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    for known, slug in _hosts():
        if host == known or host.endswith("." + known):
            return slug
    first = fold(unquote(parts.path)).strip("/").split("/")[0]
    bare = re.sub(r"[^a-z]", "", host)
    inside = [s for s in reference.provinces() if s in bare or s == first]
    return max(inside, key=len, default=None)


_OF_PROVINCE = re.compile(r"(?:(?:ubnd|uy ban nhan dan|cua|tinh uy|thanh uy)\s*)*(?:tinh|thanh pho|tp|dia phuong)?\W*$")
_POINT = re.compile(r"^.*?(?:diem|dau)\s+cau\s+(?:truc\s+tuyen\s+)?(?:(?:cua|tai|o)\s+)?")


def venue(scan: Scan, points: tuple[EndPoint, ...]) -> Fact | None:
    """An end point that is no province: an institute, a ministry, a district."""
    for point in points:
        head = _POINT.match(scan.folded[point.start : point.end])
        if point.slug or not head or _OF_PROVINCE.fullmatch(scan.folded[point.start + head.end() : point.end]):
            continue
        value = scan.text[point.start + head.end() : point.end].strip()
        if value != value.lower():  # "56 điểm cầu xã, phường" names none
            return scan.quote(value, point.start, point.end)
    return None
