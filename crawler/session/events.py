"""Sentences that tell of a sitting: of a watched body, or of another that must not be taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.session import ordinals
from crawler.session.background import is_elsewhen, is_former, is_hearsay, is_over, is_quoted, standing
from crawler.session.evidence import LEAD, NAMED, PASSING, RECALLED, Evidence, told_event, weight
from crawler.session.forms import first, holds, last_session, national_review, owned, subject, tells, told
from crawler.session.rivals import headed_event, rival_event
from crawler.session.scan import NAME, OFFICE, RIVAL, Scan, Sentence
from crawler.session.tables import phrases
from crawler.session.wording import any_of, pattern


def find(scan: Scan) -> Iterator[Evidence]:
    """What each sentence says of a sitting, if anything."""
    if not scan.candidate:
        return
    future = phrases("future", "wording.yaml")
    is_told = any(not future.within(scan.prose, *m.span()) for m in scan.prose.matches(told(), scan.folded))
    speaking = set(scan.holding(subject(), scan.typed))
    for at, sentence in enumerate(scan.sentences):
        part = scan.typed[sentence.start : sentence.end]
        if at not in speaking and not any(sign in part for sign in (NAME, OFFICE, RIVAL)):
            continue
        found = (
            _owned_event(scan, sentence, part, is_told)
            or headed_event(scan, sentence, part)
            or _titled_event(scan, sentence, part)
            or rival_event(scan, sentence, part)
            or _chaired_event(scan, at, sentence, part)
            or _review_event(scan, at, sentence, part)
        )
        if found:
            yield found


# --- one sentence -------------------------------------------------------------------------


def _owned_event(scan: Scan, sentence: Sentence, part: str, is_told: bool) -> Evidence | None:
    """A sentence that ties a session word to a watched body, or has its head chair its work."""
    if NAME not in part and OFFICE not in part:
        return None
    match = first(scan, sentence, part, owned(), NAME) or first(scan, sentence, part, holds(), NAME)
    if match is None and NAME in part and pattern("head").search(part) and _meets(scan, sentence):
        match = pattern("chair").search(part)
    if match is None:
        return None
    start = match.start() + last_session(match[0])
    near = scan.mentions_in(sentence)
    body = next((m.body for m in near if m.role == "name"), near[0].body if near else None)
    said = repr(scan.text[sentence.start + start : sentence.start + match.end()][:90])
    stands = standing(part[:start], part[match.end() :].lstrip(NAME), scan.article.published)
    other = is_elsewhen(part[match.end() :].lstrip(NAME)) or is_elsewhen(_behind_word(part, start))
    if stands == "recalled" or other or _is_background(match, _as_told(scan, sentence, part), start):
        why = f"a session is called to mind: {said}"
        return rival_event(scan, sentence, part) or Evidence(RECALLED, why, body, sentence.start, sentence.end)
    if not is_told and phrases("future", "wording.yaml").within(scan.prose, sentence.start, sentence.end):
        return Evidence(-1.5 * weight(sentence), f"announced, not held: {said}", body, sentence.start, sentence.end)
    if stands == "passing":
        why = f"something was said at a session of the body: {said}"
        return Evidence(PASSING * weight(sentence) / LEAD, why, body, sentence.start, sentence.end)
    if not tells().search(part):
        return Evidence(NAMED, f"a session is named: {said}", body, sentence.start, sentence.end)
    return told_event(sentence, f"a session of the body: {said}", body)


def _as_told(scan: Scan, sentence: Sentence, part: str) -> str:
    """With the words of what was taken for another body: "hội nghị quán triệt kết luận phiên họp"."""
    if RIVAL not in part:
        return part
    plain = scan.folded[sentence.start : sentence.end]
    return "".join(letter if sign == RIVAL else sign for sign, letter in zip(part, plain, strict=True))


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
    paper = rf"{any_of('papers')}\s+(?:cua\s+)?$"
    return is_former(part[:start]) or re.search(paper, part[start : match.end() - 1]) is not None


def _titled_event(scan: Scan, sentence: Sentence, part: str) -> Evidence | None:
    """Its head chairs a session there, and the title says whose."""
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
    office = next((m for m in scan.mentions_in(sentence) if m.role == "office"), None)
    if office is None or not pattern("chair").search(part):
        return None
    session = pattern("session", "sitting")
    numbered = RIVAL not in part and next(ordinals.find(scan.folded, sentence.start, sentence.end), None)
    settled = session.search(part) and pattern("topic").search(part)
    about = part if settled else f"{part} {_before(scan, at)}"
    if not numbered and not (session.search(about) and pattern("topic").search(about)):
        return None
    return told_event(sentence, f"its head chairs: {scan.text[sentence.start : sentence.end][:90]!r}", office.body)


def _review_event(scan: Scan, at: int, sentence: Sentence, part: str) -> Evidence | None:
    """A national review conference that the Prime Minister chairs, though no committee is named."""
    match = national_review().search(part)
    if match is None:
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
