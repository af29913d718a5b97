"""Signs beside the sentences: the address, the kind of page, and what a report without its lead still shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from crawler.session import known
from crawler.session.evidence import PASSING, RECALLED, Evidence
from crawler.session.forms import NO_NAME, urged
from crawler.session.lexicon import Led, led, pairs
from crawler.session.prose import Span
from crawler.session.rivals import office_of_head, ownerless
from crawler.session.scan import NAME, OFFICE, PROJECT, RIVAL, Scan
from crawler.session.tables import phrases
from crawler.session.wording import any_of, listed, pattern, words

_LISTING = re.compile(
    r"/(?:tags?|tu-khoa|chu-de|topics?|tim-kiem|search|groupnews|category|chuyen-muc|danh-muc|hashtag)(?:[/=?.]|$)"
    r"|[?&](?:tags?|q|keyword|s|key)=",
    re.IGNORECASE,
)
_WITH_LEAD = 0.25  # what the lesser signs count where a sentence already tells of the session
_SEVERAL = 3  # matters of the committee's that make it the subject; things of one session that make it that one
_WITHOUT_ANCHOR = 0.5  # and where neither the body nor its head appears at all


def kind_of_page(scan: Scan) -> Iterator[Evidence]:
    """What the page is instead: a list of many articles, an invitation or diary, the text of a document."""
    if match := _LISTING.search(scan.article.url or ""):
        yield Evidence(-_INSTEAD, f"the address is of a tag or listing page: {match[0]!r}")
    if _opens_with(scan, "schedule") or pattern("schedule").search(scan.slug):
        yield Evidence(-_INSTEAD, "an invitation or a schedule, by its first words or its address")
    if _opens_with(scan, "digest"):
        yield Evidence(-_INSTEAD, "a digest of headlines, by its first words")
    if any(phrases("genre", "wording.yaml").at(scan.prose, s.start) for s in scan.sentences[:1]):
        yield Evidence(-_INSTEAD, "no news, by its first words")
    if len(hours := _hours(scan)) > 1:
        yield Evidence(-_INSTEAD, f"a diary by the hour: {sorted(hours)[:3]}")
    top = scan.text[:_TOP].split("\n")
    if len(items := [line for line in top if line.endswith(")") and _ITEM.fullmatch(line)]) >= _SEVERAL:
        yield Evidence(-_INSTEAD, f"headlines one under another: {items[0]!r}")
    if len(numbers := {found.number for found in scan.ordinals if found.end <= _TOP}) >= _MANY:
        yield Evidence(-_INSTEAD, f"a chronicle of many sessions, by their numbers: {sorted(numbers)}")
    if "?" in scan.text and len(asked := [m[0] for m in _questions().finditer(scan.folded)]) > 1:
        yield Evidence(-_INSTEAD, f"an interview, by its questions: {asked[0].strip()!r}")
    if match := scan.first(_document()):
        yield Evidence(-_INSTEAD, f"the text of a document: {match[0]!r}")


_INSTEAD = 9.0  # more than any report gathers
_TITLE = 100  # letters of a title; a longer first sentence is a lead
_TOP = 1_500  # letters in which a page shows what it is
_MANY = 4  # sessions told there by their numbers; a report tells of its own and of the one before
# "14h00 Chủ tịch dự …" opens an entry of a diary; "lúc 08h00 ngày 25/02" does not.
_ENTRY = re.compile(r"(?:[01]?\d|2[0-3])[hg][0-5]\d(?=[:,]?\s+[^\W\d])")
_OPENS = re.compile(r"(?:^|[:.;\n-])\s*$")
# A headline in a list: one short line, behind a bullet, with the paper's name or behind it its day in brackets.
_ITEM = re.compile(r"\s*[-–•*+]\s*.{12,140}\([^()]{2,40}\)|.{12,140}\(\d\d?/\d\d?/20\d\d\)")


def _hours(scan: Scan) -> set[str]:
    """The hours that entries open with."""
    top = scan.folded[:_TOP]
    return {m[0] for m in scan.prose.numbers(_ENTRY, top) if _OPENS.search(top, max(0, m.start() - 3), m.start())}


def _opens_with(scan: Scan, kind: str) -> bool:
    """Whether the title or the line after it begins with a word of that table, or is a title that holds one."""
    first, words = scan.sentences[0], phrases(kind, "wording.yaml")
    if first.end - first.start < _TITLE and words.within(scan.prose, first.start, first.end):
        return True
    return any(words.at(scan.prose, s.start) for s in scan.sentences[:2])


@cache
def _document() -> Led:
    """The set phrases of a letter or a notice, which no report has."""
    return led(words("document"), any_of("document"))


@cache
def _questions() -> re.Pattern[str]:
    """Lines that open with who asks, or with a word to the one who is asked."""
    return re.compile(rf"^[^\w\n]*(?:{any_of('asker')}\s*:|{any_of('addressed')})", re.MULTILINE)


def address(scan: Scan) -> Iterator[Evidence]:
    """An address that carries the title; it speaks only where the text tells of some session."""
    if not scan.first(listed("session", "sitting", "end_point")):
        return
    named = next((m for m in scan.slug_mentions if m.role == "name"), None)
    said = pattern("session", "review").search(scan.slug)
    if named and said:
        yield Evidence(3.0, f"the address names the session: {scan.slug[:90]!r}", named.body)
    elif not named and said and pattern("cut_name").search(scan.slug):
        yield Evidence(1.5, f"the address begins to name the session: {scan.slug[:90]!r}")
    elif not named and _reviews().search(scan.slug):
        yield Evidence(2.0, f"the address tells of a national review: {scan.slug[:90]!r}")


@cache
def _reviews() -> re.Pattern[str]:
    return re.compile(rf"{any_of('review')}.{{0,60}}?chuyen doi so quoc gia")


# --- a report without its lead ------------------------------------------------------------


def of_lost_lead(scan: Scan, found: Sequence[Evidence], has_event: bool) -> Iterator[Evidence]:
    """Who spoke, in which office, who followed from where, what was told that is known from one session.

    `found` are the sessions told of already; who spoke at one only called to mind says nothing of another.
    """
    if not (_tells_of_sitting(scan) or known.most_told(scan) >= _SEVERAL):
        return
    recalled = [(e.start, e.end) for e in found if 0 < e.weight <= RECALLED]
    passed = [(e.start, e.end) for e in found if RECALLED < e.weight <= PASSING]
    signs = [*_of_body(scan), *_of_head(scan, recalled, passed, has_event), *_of_setting(scan), *_of_content(scan)]
    anchored = any(e.body or e.start == _ANCHOR for e in signs) or scan.slug_mentions
    scale = _WITH_LEAD if has_event else 1.0 if anchored else _WITHOUT_ANCHOR
    for sign in signs:
        yield Evidence(sign.weight * scale, sign.why, sign.body)


def _tells_of_sitting(scan: Scan) -> bool:
    """Whether it speaks of a session, or only of an end point and of no other occasion that has them."""
    if scan.first(listed("session", "sitting")):
        return True
    return scan.first(listed("end_point")) is not None and scan.first(listed("occasion")) is None


_ANCHOR = 0  # marks a sign that ties the text to the committee's circle, or to one of its sessions


def _of_body(scan: Scan) -> Iterator[Evidence]:
    if office := next((m for m in scan.mentions if m.role == "office"), None):
        yield Evidence(1.5, "an office of the body is named", office.body)
    elif scan.mentions:
        yield Evidence(1.0, "the body is named", scan.mentions[0].body)
    if match := scan.first(_of_government(), scan.typed):
        body = None if match[0].startswith("u") else "bcd-cp"  # a national committee may be either of two
        yield Evidence(1.0, f"a committee of the Government, its name cut: {match[0]!r}", body, start=_ANCHOR)
    elif not scan.mentions and (held := office_of_head(scan)):
        said, may_be_ours = held
        if may_be_ours:
            yield Evidence(1.5, f"its head heads a committee of that name: {said!r}", start=_ANCHOR)
        else:
            yield Evidence(-2.0, f"its head heads another body: {said!r}")
    elif match := scan.first(_unnamed_office(), scan.typed):
        said = scan.text[match.start() : match.end()]
        yield Evidence(0.75, f"an office of a body left unnamed: {said!r}", start=_ANCHOR)


@cache
def _of_government() -> Led:
    """ "Ban Chỉ đạo của Chính phủ đã họp", where the name would go on: a name of a watched body cut short."""
    return led(words("cut_committee"), rf"{any_of('cut_committee')}{NO_NAME}")


@cache
def _unnamed_office() -> Led:
    """ "Chủ tịch Ủy ban", "kế hoạch của Ủy ban", "các bộ, ngành đề nghị Ủy ban", and no name after it."""
    heads = (*words("office"), *pairs(("cua",), words("committee")), "of the", "bo nganh")
    asked = r"bo,?\s+nganh(?:,?\s+(?:va\s+)?dia\s+phuong)?\s+(?:de\s+nghi|kien\s+nghi|de\s+xuat)"
    return led(
        heads,
        rf"(?:{any_of('office')}(?:\s+cua)?|(?<!\w)(?:cua|of\s+the)|{asked})\s+{any_of('committee')}{NO_NAME}",
    )


_SOON = 60  # letters behind a session spoken of in passing, in which its head is told to chair "the session"
_AT_IT = 0.5  # and what that adds


def _of_head(scan: Scan, recalled: Sequence[Span], passed: Sequence[Span], has_event: bool) -> Iterator[Evidence]:
    for form, weight, what in (
        (_head_at_session(), 2.0, "chaired, opened or concluded"),
        (_head_speaks(), 1.0, "spoke"),
        (_head_urges(), 1.0, "urged"),
    ):
        for match in scan.prose.matches(form, scan.folded):
            if form is _head_urges() and not _OPENS.search(scan.folded, max(0, match.start() - 3), match.start()):
                continue
            if not any(start <= match.start() < end for start, end in recalled):
                said = scan.text[match.start() : match.end()][:80]
                if (recalled or not has_event) and weight > 1 and _is_of_another(scan, match.start()):
                    yield Evidence(-weight, f"its head led a meeting on something else: {said!r}")
                    return
                if weight > 1 and any(0 <= match.start() - end < _SOON for _, end in passed):
                    weight += _AT_IT
                yield Evidence(weight, f"its head {what}: {said!r}", start=_ANCHOR)
                return


def _is_of_another(scan: Scan, at: int) -> bool:
    """Whether the sentence tells what the meeting there was about, and that was not digital transformation."""
    start, end = scan.prose.sentence(at)
    part = scan.typed[start:end]
    ours = NAME in part or OFFICE in part or pattern("topic").search(part)
    ours = ours or ownerless().search(scan.folded, start, end)
    return not ours and _about().search(part) is not None


@cache
def _about() -> re.Pattern[str]:
    purpose = rf"(?:ve|voi|cua|ban|trien\s+khai|thuc\s+hien|{any_of('review')}|on|to|with|for|of)(?!\w)"
    return re.compile(rf"{any_of('session')}(?:\s+[^\s.,;]+){{0,6}}?\s+(?:{purpose}|[{RIVAL}{PROJECT}])")


@cache
def _head_urges() -> Led:
    return led(words("head"), urged().pattern)


@cache
def _head_at_session() -> Led:
    session, head, opens = any_of("session"), any_of("head"), any_of("opens", "addresses")
    return led(
        words("session", "head", "opens", "addresses"),
        rf"{opens}[^.\n]{{0,40}}?{session}[^.\n]{{0,60}}?{head}|{head}[^.\n]{{0,120}}?{opens}[^.\n]{{0,40}}?{session}"
        rf"|{session}[^.\n]{{0,80}}?{head}[^.\n]{{0,80}}?{opens}|{opens}[,\s]+{head}"
        rf"|{head}[^.;\n]{{0,60}}?{any_of('chair')}\s+{session}",
    )


@cache
def _head_speaks() -> Led:
    return led(words("head"), rf"{any_of('head')}[^.\n]{{0,60}}?{any_of('speaks')}")


def _of_setting(scan: Scan) -> Iterator[Evidence]:
    if scan.first(_local_team()):
        yield Evidence(1.0, "a committee on digital transformation followed at an end point")
    if match := scan.first(_followed()):
        yield Evidence(1.5, f"a session was followed at an end point: {scan.text[match.start() : match.end()][:80]!r}")
    elif scan.first(listed("end_point")):
        yield Evidence(0.75, "an end point is named")
    if scan.first(_connected()):
        yield Evidence(0.75, "connected to ministries and provinces")


@cache
def _local_team() -> Led:
    topic = r"(?:chuyen\s+doi\s+so|cds)"
    return led(
        words("end_point"), rf"{any_of('end_point')}[^\n]{{0,600}}?(?:ban\s+chi\s+dao|bcd)[^.;\n]{{0,40}}?{topic}"
    )


@cache
def _followed() -> Led:
    """ "Dự phiên họp tại điểm cầu …", "dự họp tại điểm cầu", "tại điểm cầu …, đồng chí … chủ trì"."""
    takes, session, point = any_of("attends", "chair"), any_of("session"), any_of("end_point")
    takers = words("attends", "chair", "end_point")
    return led(
        (*takers, "quang canh", "toan canh", "hinh anh", "du hop", *pairs(("tai", "o"), words("end_point"))),
        rf"(?:{takes}|(?:quang|toan)\s+canh|hinh\s+anh)\s+(?:\w+\s+){{0,3}}?{session}[^.;\n]{{0,40}}?{point}|{point}[^.;\n]{{0,160}}?{takes}\s+(?:\w+\s+){{0,2}}?{session}"
        rf"|du\s+hop\s+(?:tai|o)\s+{point}|(?:tai|o)\s+{point}[^.;\n]{{0,160}}?chu\s+tri(?=\s*(?:[.,;]|$))",
    )


@cache
def _connected() -> Led:
    return led(("truc tuyen",), r"truc\s+tuyen[^.\n]{0,80}?(?:cac\s+bo|63|34|cac\s+tinh|dia\s+phuong)")


@cache
def _topic() -> Led:
    return led(words("topic"), any_of("topic"))


def _of_content(scan: Scan) -> Iterator[Evidence]:
    if (
        sum(1 for _ in scan.prose.matches(_topic(), scan.typed)) >= 2
        or len({match[0] for match in scan.prose.matches(listed("matters"), scan.typed)}) >= _SEVERAL
    ):
        yield Evidence(1.0, "digital transformation is its subject")
    ours = scan.mentions or scan.slug_mentions or scan.first(_of_government(), scan.typed)
    if ours and (match := scan.first(_counted())):
        yield Evidence(0.75, f"what ministries and localities did, counted: {match[0]!r}")
    if (told := known.most_told(scan)) >= 2:
        start = _ANCHOR if told >= _SEVERAL else -1
        yield Evidence(min(told, 4) * 0.5, f"{told} things told at one known session", start=start)


@cache
def _counted() -> Led:
    """ "Các bộ, ngành, địa phương hoàn thành 19/40 nhiệm vụ": of the whole country, as a session is told."""
    all_of_them = r"bo,?\s+(?:co\s+quan,?\s+)?nganh,?\s+(?:va\s+)?(?:cac\s+)?dia\s+phuong"
    country = r"(?:ca\s+nuoc|toan\s+quoc)(?=\s+(?:da|co|dat|hien))"
    return led(
        ("bo nganh", "bo co", "ca nuoc", "toan quoc"),
        rf"(?<!\w)(?:{all_of_them}|{country})\s(?:\w+\s){{1,4}}\d[\d.,/]*%?",
    )
