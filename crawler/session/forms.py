"""The forms in which a sentence ties a session to a body, as patterns over typed text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.session.lexicon import Led, led, pairs
from crawler.session.scan import NAME, OFFICE, RIVAL, Scan, Sentence
from crawler.session.wording import any_of, pattern, words

_GAP = 170  # characters between "phiên họp" and "của Ủy ban …"; purposes and periods stand between
# What may follow "Ủy ban" where its name is left out.
NO_NAME = (
    r"(?=\s*[,.;:()\n–-]|\s*$"
    r"|\s+(?:va|do|nham|de|ve|dien|vao|tai|voi|ket|dau|lan|truc|da|cung|thu|so|tong|duoc|la|chu|nam|on|in|at|was|se|som|can|yeu|giao)\s)"
)


@cache
def subject() -> Led:
    return led(words("topic", "chair"), any_of("topic", "chair"))


@cache
def session() -> str:
    return rf"(?:{any_of('session', 'sitting')}|h(?<!\wh)op(?=\s))"


@cache
def owned() -> Led:
    """A session word, and the watched body that follows it near enough to own it."""
    short = rf"(?<!\w)(?:cua|of\s+the)\s+{any_of('committee')}{NO_NAME}"
    possessive = rf"{any_of('committee')}['’]s\s+(?:\w+\s+){{0,4}}?{any_of('session')}"
    heads = words("session", "sitting", "review", "committee")
    return led(
        (*heads, "hop", *pairs(("cua",), words("committee")), "of the", "buoi ra", "le ra", "phien ra"),
        rf"{session()}[^.;\n{NAME}]{{0,{_GAP}}}?(?:{NAME}|{short})"
        rf"|(?<!\w)(?:buoi|le|phien)\s+ra\s+mat\s+{NAME}"
        rf"|{any_of('review')}[^.;\n{NAME}]{{0,90}}?{NAME}|{possessive}",
    )


@cache
def holds() -> re.Pattern[str]:
    """A body that holds a session: "Ủy ban … tổ chức phiên họp thứ nhất"."""
    between = rf"[^.;\n{NAME}{RIVAL}{OFFICE}]{{0,60}}?"
    return re.compile(
        rf"(?P<own>[{NAME}{RIVAL}])(?![{NAME}{RIVAL}])(?:\s*\([^)\n]{{0,40}}\))?{between}"
        rf"(?:{any_of('held')}{between}{session()}|{any_of('sitting')})"
    )


@cache
def rivals() -> Led:
    """A session word with another body right behind it; no one attends or speaks in between."""
    word = r"(?!(?:co|dong|du|tai|o|cho|do|voi|duoc|den|toi|nghe|la|gom|va)\s)"
    form = rf"{session()}(?:\s+{word}[^\s,.;:{RIVAL}{NAME}]+){{0,9}}?\s+{RIVAL}"
    return led((*words("session", "sitting"), "hop"), form)


@cache
def told() -> Led:
    """The session is told as held: someone opened it, concluded it, has chaired it."""
    opens, head = any_of("opens"), any_of("head")
    return led(
        (*words("opens", "head"), *pairs(("da",), words("chair"))),
        rf"{opens}[^.\n]{{0,80}}?{head}|{head}[^.\n]{{0,80}}?{opens}|da\s+{any_of('chair')}",
    )


@cache
def national_review() -> Led:
    """A conference that reviews the country's digital transformation: what the committee's sessions are."""
    subject = r"(?<!phuc\svu\s)(?:chuyen\s+doi\s+so|cds)\s+quoc\s+gia"
    return led(words("session"), rf"{any_of('session')}[^.;\n]{{0,120}}?{any_of('review')}[^.;\n]{{0,120}}?{subject}")


@cache
def tells() -> Led:
    """That a session was held, chaired, opened, attended; "phiên họp" alone says no such thing."""
    told = ("chair", "attends", "opens", "speaks", "happens", "sitting", "addresses")
    return led(
        words(*told, "held"),
        rf"{any_of(*told)}"
        rf"|(?<!phien\s)(?<!cuoc\s)(?<!buoi\s)(?<!hoi\s){any_of('held')}",
    )


@cache
def urged() -> re.Pattern[str]:
    """ "Tại phiên họp …, Thủ tướng đánh giá": its head at work there, in words that alone tell of no session."""
    return re.compile(rf"{any_of('head')}(?:\s+[^\s.,;:]+){{0,4}}?\s+{any_of('urges')}")


_SITS = re.compile(r"hop\s")


def first(scan: Scan, sentence: Sentence, part: str, form: re.Pattern[str] | Led, own: str) -> re.Match[str] | None:
    """The first match whose owner is of that kind. "họp" counts; "hợp" (phối hợp) only folds alike."""
    for match in _every(scan, sentence, part, form):
        vowel = scan.text[sentence.start + match.start() + 1]
        if form is holds() and match["own"] != own:
            continue
        if form is owned() and pattern("attributes").search(match[0]):
            continue  # "at the session, he said the Committee …"
        if not _SITS.match(match[0]) or vowel in "ọỌoO":
            return match
    return None


def _every(scan: Scan, sentence: Sentence, part: str, form: re.Pattern[str] | Led) -> Iterator[re.Match[str]]:
    if not isinstance(form, Led):
        return form.finditer(part)
    opening = scan.prose.opening(form, sentence.start, sentence.end)
    return iter(()) if opening is None else form.form.finditer(part, opening - sentence.start)


def last_session(part: str) -> int:
    """Of several session words before a body, the last is the one it owns."""
    return max((m.start() for m in pattern("session", "sitting").finditer(part)), default=0)
