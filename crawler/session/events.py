"""Sentences that tell of a sitting: of a watched body, or of another that must not be taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crawler.session.background import is_former, is_over, standing
from crawler.session.prose import Led, led
from crawler.session.scan import NAME, OFFICE, PROJECT, RIVAL, Scan, Sentence
from crawler.session.wording import any_of, pattern, words

PASSING = 0.75  # the most a session weighs where only something is said to have been told there
_LEAD_WEIGHT = 4.0  # of a session told in one of the first sentences
RECALLED = 0.5  # the weight of a session that is only called to mind
_GAP = 170  # characters between "phiên họp" and "của Ủy ban …"; purposes and periods stand between
# What may follow "Ủy ban" where its name is left out.
NO_NAME = (
    r"(?=\s*[,.;:()\n–-]|\s*$"
    r"|\s+(?:va|do|nham|de|ve|dien|vao|tai|voi|ket|dau|lan|truc|da|cung|thu|so|tong|duoc|la|chu|nam|on|in|at|was)\s)"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign, how much it weighs (less than nothing: against), and the words that give it."""

    weight: float
    why: str
    body: str | None = None
    start: int = -1
    end: int = -1


def find(scan: Scan) -> Iterator[Evidence]:
    """What each sentence says of a sitting, if anything."""
    if not scan.candidate:
        return
    told = scan.first(_told()) is not None
    speaking = set(scan.holding(_subject(), scan.typed))
    for at, sentence in enumerate(scan.sentences):
        part = scan.typed[sentence.start : sentence.end]
        if at not in speaking and not any(sign in part for sign in (NAME, OFFICE, RIVAL)):
            continue
        found = (
            _owned_event(scan, sentence, part, told)
            or _rival_event(scan, sentence, part)
            or _chaired_event(scan, at, sentence, part)
            or _review_event(scan, at, sentence, part)
        )
        if found:
            yield found


# --- the forms ----------------------------------------------------------------------------


@cache
def _subject() -> Led:
    return led(words("topic", "chair"), any_of("topic", "chair"))


@cache
def _session() -> str:
    return rf"(?:{any_of('session', 'sitting')}|h(?<!\wh)op(?=\s))"


@cache
def _owned() -> re.Pattern[str]:
    """A session word, and the watched body that follows it near enough to own it."""
    short = rf"(?<!\w)(?:cua|of\s+the)\s+{any_of('committee')}{NO_NAME}"
    return re.compile(
        rf"{_session()}[^.;\n{NAME}]{{0,{_GAP}}}?(?:{NAME}|{short})|{any_of('review')}[^.;\n{NAME}]{{0,90}}?{NAME}"
    )


@cache
def _holds() -> re.Pattern[str]:
    """A body that holds a session: "Ủy ban … tổ chức phiên họp thứ nhất"."""
    between = rf"[^.;\n{NAME}{RIVAL}{OFFICE}]{{0,60}}?"
    return re.compile(
        rf"(?P<own>[{NAME}{RIVAL}])(?![{NAME}{RIVAL}])(?:\s*\([^)\n]{{0,40}}\))?{between}"
        rf"(?:{any_of('held')}{between}{_session()}|{any_of('sitting')})"
    )


@cache
def _rivals() -> re.Pattern[str]:
    """A session word with another body right behind it; no one attends or speaks in between."""
    word = r"(?!(?:co|dong|du|tai|o|cho|do|voi|duoc|den|toi|nghe|la|gom|va)\s)"
    return re.compile(rf"{_session()}(?:\s+{word}[^\s,.;:{RIVAL}{NAME}]+){{0,9}}?\s+{RIVAL}")


@cache
def _told() -> Led:
    """The session is told as held: someone opened it, concluded it, has chaired it."""
    opens, head = any_of("opens"), any_of("head")
    return led(
        (*words("opens", "head"), "da"),
        rf"{opens}[^.\n]{{0,80}}?{head}|{head}[^.\n]{{0,80}}?{opens}|da\s+{any_of('chair')}",
    )


@cache
def _national_review() -> re.Pattern[str]:
    """A conference that reviews the country's digital transformation: what the committee's sessions are."""
    subject = r"(?<!phuc\svu\s)(?:chuyen\s+doi\s+so|cds)\s+quoc\s+gia"
    return re.compile(rf"{any_of('session')}[^.;\n]{{0,120}}?{any_of('review')}[^.;\n]{{0,120}}?{subject}")


# --- one sentence -------------------------------------------------------------------------


def _owned_event(scan: Scan, sentence: Sentence, part: str, told: bool) -> Evidence | None:
    """A sentence that ties a session word to a watched body, or has its head chair its work."""
    if NAME not in part and OFFICE not in part:
        return None
    match = _first(scan, sentence, part, _owned(), NAME) or _first(scan, sentence, part, _holds(), NAME)
    if match is None and NAME in part and pattern("head").search(part):
        match = pattern("chair").search(part)
    if match is None:
        return None
    start = match.start() + _last_session(match[0])
    near = scan.mentions_in(sentence)
    body = next((m.body for m in near if m.role == "name"), near[0].body if near else None)
    said = repr(scan.text[sentence.start + start : sentence.start + match.end()][:90])
    stands = standing(part[:start], part[match.end() :].lstrip(NAME), scan.article.published)
    if stands == "recalled" or _is_background(match, part, start):
        why = f"a session is called to mind: {said}"
        return _rival_event(scan, sentence, part) or Evidence(RECALLED, why, body, sentence.start, sentence.end)
    if pattern("future").search(part) and not told:
        return Evidence(-1.5 * _weight(sentence), f"announced, not held: {said}", body, sentence.start, sentence.end)
    if stands == "passing":
        why = f"something was said at a session of the body: {said}"
        return Evidence(PASSING * _weight(sentence) / _LEAD_WEIGHT, why, body, sentence.start, sentence.end)
    return _told_event(sentence, f"a session of the body: {said}", body)


def _is_background(match: re.Match[str], part: str, start: int) -> bool:
    """Whether the session is over, or something others act upon; or only a paper of the body is told of."""
    if match.re is _holds():
        return "," not in part[: match.start()] and is_over(part[: match.start()])
    paper = rf"{any_of('papers')}\s+(?:cua\s+)?$"
    return is_former(part[:start]) or re.search(paper, part[start : match.end() - 1]) is not None


def _last_session(part: str) -> int:
    """Of several session words before a body, the last is the one it owns."""
    return max((m.start() for m in pattern("session", "sitting").finditer(part)), default=0)


def _rival_event(scan: Scan, sentence: Sentence, part: str) -> Evidence | None:
    """A sentence that ties a session word to another body."""
    if RIVAL not in part:
        return None
    match = _first(scan, sentence, part, _rivals(), RIVAL) or _first(scan, sentence, part, _holds(), RIVAL)
    if match is None:
        return None
    said = repr(scan.text[sentence.start + match.start() : sentence.start + match.end()][:90])
    weight = 4.0 if sentence.lead else 1.5
    return Evidence(-weight, f"a meeting of another body: {said}", None, sentence.start, sentence.end)


def _first(scan: Scan, sentence: Sentence, part: str, form: re.Pattern[str], own: str) -> re.Match[str] | None:
    """The first match whose owner is of that kind. "họp" counts; "hợp" (phối hợp) only folds alike."""
    for match in form.finditer(part):
        vowel = scan.text[sentence.start + match.start() + 1]
        if form is _holds() and match["own"] != own:
            continue
        if not re.match(r"hop\s", match[0]) or vowel in "ọỌoO":
            return match
    return None


def _chaired_event(scan: Scan, at: int, sentence: Sentence, part: str) -> Evidence | None:
    """The body's head chairs: ours when digital transformation is the subject, there or just before."""
    office = next((m for m in scan.mentions_in(sentence) if m.role == "office"), None)
    if office is None or not pattern("chair").search(part):
        return None
    session = pattern("session", "sitting")
    settled = session.search(part) and (PROJECT in part or pattern("topic").search(part))
    about = part if settled else f"{part} {_before(scan, at)}"
    if not session.search(about) or not pattern("topic").search(about):
        return None
    return _told_event(sentence, f"its head chairs: {scan.text[sentence.start : sentence.end][:90]!r}", office.body)


def _review_event(scan: Scan, at: int, sentence: Sentence, part: str) -> Evidence | None:
    """A national review conference that the Prime Minister chairs, though no committee is named."""
    match = _national_review().search(part)
    if match is None:
        return None
    after = scan.sentences[at + 1 : at + 3]
    near = " ".join((part, *(scan.typed[s.start : s.end] for s in after)))
    if not pattern("head").search(near):
        return None
    body = next((m.body for m in scan.mentions), None)
    return _told_event(sentence, f"a national review: {scan.text[sentence.start : sentence.end][:90]!r}", body)


def _told_event(sentence: Sentence, why: str, body: str | None) -> Evidence:
    return Evidence(_weight(sentence), why, body, sentence.start, sentence.end)


def _weight(sentence: Sentence) -> float:
    return _LEAD_WEIGHT if sentence.lead else 2.5


def _before(scan: Scan, at: int) -> str:
    """The title and the sentences just before: where a conference's subject may stand."""
    near = (scan.sentences[0], *scan.sentences[max(0, at - 2) : at])
    return " ".join(scan.typed[s.start : s.end] for s in near)
