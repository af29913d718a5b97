"""Sentences that tell of a sitting: of a watched body, or of another that must not be taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.session import days, ordinals
from crawler.session.background import is_elsewhen, is_former, is_hearsay, is_over, is_past, is_quoted, standing
from crawler.session.evidence import LEAD, NAMED, PASSING, RECALLED, Evidence, told_event, weight
from crawler.session.forms import (
    NO_NAME,
    first,
    holds,
    last_session,
    national_review,
    owned,
    subject,
    tells,
    told,
    urged,
)
from crawler.session.prose import between
from crawler.session.rivals import beside, headed_event, rival_event
from crawler.session.scan import NAME, OFFICE, PROJECT, RIVAL, Scan, Sentence
from crawler.session.tables import phrases
from crawler.session.wording import any_of, pattern


def find(scan: Scan) -> Iterator[Evidence]:
    """What each sentence says of a sitting, if anything."""
    future = phrases("future", "wording.yaml")
    is_told = any(not future.within(scan.prose, *m.span()) for m in scan.prose.matches(told(), scan.folded))
    speaking = set(scan.holding(subject(), scan.typed))
    for at, sentence in enumerate(scan.sentences):
        part = scan.typed[sentence.start : sentence.end]
        if at not in speaking and not (NAME in part or OFFICE in part or RIVAL in part):
            continue
        rival = beside(scan, sentence, part)
        found = (
            _owned_event(scan, sentence, part, rival, is_told)
            or headed_event(scan, sentence, part, rival)
            or _titled_event(scan, sentence, part)
            or rival_event(scan, sentence, rival)
            or _chaired_event(scan, at, sentence, part)
            or _review_event(scan, at, sentence, part)
        )
        if found:
            yield found


# --- one sentence -------------------------------------------------------------------------


def _owned_event(
    scan: Scan, sentence: Sentence, part: str, rival: re.Match[str] | None, is_told: bool
) -> Evidence | None:
    """A sentence that ties a session word to a watched body, or has its head chair its work."""
    if NAME not in part and OFFICE not in part:
        return None
    match = first(scan, sentence, part, owned(), NAME) or first(scan, sentence, part, holds(), NAME)
    if match is None and NAME in part and pattern("head").search(part) and _meets(scan, sentence):
        match = next((m for m in pattern("chair").finditer(part) if not _HEADED.search(part, 0, m.start())), None)
        if match and _latest().search(part):
            return None
    if match is None:
        return None
    start = match.start() + last_session(match[0])
    near = scan.mentions_in(sentence)
    body = next((m.body for m in near if m.role == "name"), near[0].body if near else None)
    said = repr(scan.text[sentence.start + start : sentence.start + match.end()][:90])
    if _is_todays(scan, sentence, part[:start]):
        return told_event(sentence, f"followed at once by a meeting of their own: {said}", body)
    stands = standing(part[:start], part[match.end() :].lstrip(NAME), scan.article.published)
    other = is_elsewhen(part[match.end() :].lstrip(NAME)) or is_elsewhen(_behind_word(part, start))
    other = other or (is_past(part[:start], yesterday=True) and _opens_with_another(scan, sentence))
    if stands == "recalled" or other or _is_background(match, _as_told(scan, sentence, part), start):
        why = f"a session is called to mind: {said}"
        recalled = Evidence(RECALLED, why, body, sentence.start, sentence.end)
        return rival_event(scan, sentence, rival) or recalled
    if not is_told and _is_ahead(scan, sentence):
        return Evidence(-1.5 * weight(sentence), f"announced, not held: {said}", body, sentence.start, sentence.end)
    if stands == "passing" and not _THIS.match(match[0], start - match.start()):
        why = f"something was said at a session of the body: {said}"
        return Evidence(PASSING * weight(sentence) / LEAD, why, body, sentence.start, sentence.end)
    if not scan.first_in(sentence, tells(), scan.typed) and not (
        urged().search(part) and any(day.part for day in days.find(part))
    ):
        return Evidence(NAMED, f"a session is named: {said}", body, sentence.start, sentence.end)
    return told_event(sentence, f"a session of the body: {said}", body)


_FIRST = 3  # sentences in which a page says what meeting it is of

# Spanish writes "se celebró" of what was held; "sẽ" without its accent reads the same.
_CELEBRATED = re.compile(r"se\s+(?:celebro|realizo|llevo|reunio|efectuo|desarrollo|inauguro)(?!\w)")


def _is_ahead(scan: Scan, sentence: Sentence) -> bool:
    """Whether a sentence speaks of what is still to come."""
    future = between(phrases("future", "wording.yaml").spans(scan.prose), sentence.start, sentence.end)
    return any(not _CELEBRATED.match(scan.folded, start) for start, _ in future)


# "The Committee, chaired by the Prime Minister, …": whose it is, and no sitting.
_HEADED = re.compile(rf"{NAME}[\s,(]*(?:which\s+is\s+)?$")


@cache
def _latest() -> re.Pattern[str]:
    """ "Đã họp 9 phiên, phiên gần nhất do Thủ tướng chủ trì": of what the body has done so far."""
    return re.compile(rf"phien(?:\s+hop)?\s+{any_of('elsewhen')}|da\s+hop\s+\d+\s+(?:phien|lan)")


# "Tại phiên họp thứ 7 này, Ủy ban …": the one the page is about.
_THIS = re.compile(rf"phien(?:\s+[^\s,.;]+){{0,5}}?\s+nay,?\s+(?:cua\s+)?{NAME}")


def _is_todays(scan: Scan, sentence: Sentence, before: str) -> bool:
    """ "Chiều 10/7, ngay sau khi dự phiên họp …, tỉnh họp": of two meetings of one day the title names that session."""
    if not (_at_once().search(before) and any(day.part for day in days.find(before))):
        return False
    title = scan.sentences[0]
    named = any(m.role == "name" for m in scan.mentions_in(title))
    return (
        named and sentence is not title and pattern("session").search(scan.folded, title.start, title.end) is not None
    )


@cache
def _at_once() -> re.Pattern[str]:
    return re.compile(rf"ngay\s+sau\s+khi\s+(?:ket\s+thuc|{any_of('attends')})\s+$")


def _as_told(scan: Scan, sentence: Sentence, part: str) -> str:
    """With the words of what was taken for another body: "hội nghị quán triệt kết luận phiên họp"."""
    if RIVAL not in part:
        return part
    plain = scan.folded[sentence.start : sentence.end]
    return "".join(letter if sign == RIVAL else sign for sign, letter in zip(part, plain, strict=True))


def _opens_with_another(scan: Scan, sentence: Sentence) -> bool:
    """Whether the page tells first of a meeting of another body or on Project 06: of yesterday's it only reminds."""
    parts = [scan.typed[s.start : s.end] for s in scan.sentences[:_FIRST] if s.end <= sentence.start]
    beside = [part for part in parts if NAME not in part and (RIVAL in part or PROJECT in part)]
    return any(pattern("session", "sitting").search(part) for part in beside)


def _behind_word(part: str, session: int) -> str:
    """What follows a session's word."""
    word = pattern("session", "sitting").match(part, session)
    return part[word.end() :] if word else ""


def _meets(scan: Scan, sentence: Sentence) -> bool:
    """Whether it tells of a meeting at all: "do Thủ tướng chủ trì" may only say whose committee it is."""
    forms = pattern("session", "sitting", "review", "held").finditer(scan.folded, sentence.start, sentence.end)
    return any(m[0] != "hop" or scan.text[m.start() + 1] in "ọỌoO" for m in forms)


def _is_background(match: re.Match[str], part: str, start: int) -> bool:
    """Whether the session is over, or something others act upon; or only a paper of the body is told of."""
    if is_hearsay(part[:start]) or is_quoted(part[:start]):
        return True
    if match.re is holds():
        return "," not in part[: match.start()] and is_over(part[: match.start()])
    if pattern("session", "sitting").search(match[0]) is None and is_over(match[0][:-1]):
        return True  # "tổng kết chặng đường từ khi Ủy ban ra đời"
    return is_former(part[:start]) or _paper().search(part[start : match.end() - 1]) is not None


@cache
def _paper() -> re.Pattern[str]:
    return re.compile(rf"{any_of('papers')}\s+(?:cua\s+)?$")


def _titled_event(scan: Scan, sentence: Sentence, part: str) -> Evidence | None:
    """Its head chairs a session there, and the title says whose."""
    if OFFICE not in part:
        return None
    office = next((m for m in scan.mentions_in(sentence) if m.role == "office"), None)
    if office is None or not pattern("chair").search(part) or not pattern("session").search(part):
        return None
    title = scan.sentences[0]
    named = any(m.role == "name" and m.body == office.body for m in scan.mentions_in(title))
    if sentence is title or not named or not pattern("session", "sitting").search(scan.typed, title.start, title.end):
        return None
    said = scan.text[sentence.start : sentence.end]
    return told_event(sentence, f"its head chairs the session of the title: {said[:90]!r}", office.body)


def _chaired_event(scan: Scan, at: int, sentence: Sentence, part: str) -> Evidence | None:
    """The body's head chairs: ours when digital transformation is the subject, there or just before."""
    if OFFICE not in part:
        return None
    office = next((m for m in scan.mentions_in(sentence) if m.role == "office"), None)
    if office is None or not pattern("chair").search(part):
        return None
    session = pattern("session", "sitting")
    settled = session.search(part) and (pattern("topic").search(part) or _own_work().search(part))
    if not (settled or _is_numbered(scan, sentence, part)):
        about = f"{part} {_before(scan, at)}"
        if not (session.search(about) and pattern("topic").search(about)):
            return None
    return told_event(sentence, f"its head chairs: {scan.text[sentence.start : sentence.end][:90]!r}", office.body)


def _is_numbered(scan: Scan, sentence: Sentence, part: str) -> bool:
    """Whether it tells which session it was; a number beside another body is that one's."""
    if RIVAL in part:
        return False
    numbered = any(True for _ in ordinals.find(scan.folded, sentence.start, sentence.end))
    return numbered or ordinals.is_first_of_year(part)


@cache
def _own_work() -> re.Pattern[str]:
    """ "Hội nghị đánh giá hoạt động của Ủy ban", "a conference to review the Committee's work"."""
    work_of = r"(?:work|activities|performance|operations?|tasks|plans?|results)(?!\w)"
    work = r"(?:hoat\s+dong|ke\s+hoach|nhiem\s+vu|(?:activities|work|performance|tasks)\s+of\s+the)\s+(?:cua\s+)?"
    return re.compile(
        rf"{work}{any_of('committee')}(?:{NO_NAME}|(?=\s+\d+\s+thang))|{any_of('committee')}['’]s\s+(?:\w+\s+)?{work_of}"
    )


def _review_event(scan: Scan, at: int, sentence: Sentence, part: str) -> Evidence | None:
    """A national review conference that the Prime Minister chairs, though no committee is named."""
    if scan.prose.search(national_review(), sentence.start, sentence.end, scan.typed) is None:
        return None
    after = scan.sentences[at + 1 : at + 3]
    near = " ".join((part, *(scan.typed[s.start : s.end] for s in after)))
    if not pattern("head").search(near):
        return None
    body = next((m.body for m in scan.mentions), None)
    return told_event(sentence, f"a national review: {scan.text[sentence.start : sentence.end][:90]!r}", body)


def _before(scan: Scan, at: int) -> str:
    """The title and the sentences just before: where a conference's subject may stand."""
    near = (scan.sentences[0], *scan.sentences[max(0, at - 2) : at])
    return " ".join(scan.typed[s.start : s.end] for s in near)
