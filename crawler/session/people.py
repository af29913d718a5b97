"""Who chaired the session, who chaired at the end point, and who attended: three different things.

At an end point many attend and one chairs; only a chairing verb tied to that end point and to a
name makes a local chair. The session's own chair is the body's head, by office or by deed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler import reference
from crawler.model import Body, Fact
from crawler.session.lexicon import Led, led
from crawler.session.names import names, same
from crawler.session.places import EndPoint
from crawler.session.scan import Scan, Sentence
from crawler.session.wording import any_of, listed, pattern, words

_MOST_ATTENDEES = 40


# --- the end point ------------------------------------------------------------------------


def local_chair(scan: Scan, points: tuple[EndPoint, ...], chairs: tuple[str, ...]) -> Fact | None:
    """Who chaired at the end point, if the text says that someone did."""
    for sentence in scan.sentences:
        point = next((p for p in points if sentence.start <= p.start < sentence.end), None)
        if point is None:
            continue
        for verb in pattern("chair").finditer(scan.folded, sentence.start, sentence.end):
            person = _chairing(scan, sentence, point, verb.start(), verb.end(), chairs)
            if person:
                return scan.quote(_in_full(scan, *person), *_clause(scan, sentence, person, verb.span(), point))
    return None


def _in_full(scan: Scan, start: int, end: int) -> str:
    """ "Ông Vinh" by the name told in full before: "ông Nguyễn Công Vinh"."""
    written = scan.text[start:end]
    title, _, given = written.partition(" ")
    if title.lower() not in ("ông", "bà", "anh", "chị") or " " in given:
        return written
    told = {scan.text[s:e] for s, e in names(scan.text, scan.folded, 0, start)}
    full = {name for name in told if name.endswith(f" {given}") and name.count(" ") > 1}
    return full.pop() if len(full) == 1 else written


def _chairing(
    scan: Scan, sentence: Sentence, point: EndPoint, verb: int, verb_end: int, chairs: tuple[str, ...]
) -> tuple[int, int] | None:
    """The person that verb belongs to, by the order of name, verb and end point."""
    people = [n for n in scan.people_in(sentence.start, sentence.end) if not _national(scan, n, chairs)]
    if verb < point.start:
        if not _tied(scan, verb_end, point.start):
            return None
        before = [n for n in people if n[1] <= verb and not _attends_between(scan, n[1], verb)]
        after = [n for n in people if n[0] >= point.end]
        if after and (not before or _introduces(scan, point.end, after[0][0])):
            return after[0]
        return _subject(scan, before, sentence.start)
    last = scan.folded.rfind(";", point.start, verb)  # "có ông A, Bí thư Tỉnh ủy; bà B chủ trì"
    between = [n for n in people if max(point.start, last) <= n[0] and n[1] <= verb]
    if between and not _attends_between(scan, between[0][1], verb) and not _headed(scan, between[0][1], verb):
        return between[0]
    if between and _attends_between(scan, between[0][1], verb):
        return None
    # "Tại điểm cầu X, chủ trì có đồng chí A"; "điểm cầu X: Chủ trì là ông A"
    after = [n for n in people if n[0] >= verb_end]
    if not between and after and _introduces(scan, verb_end, after[0][0]) and not _headed(scan, point.end, verb):
        return after[0]
    return None


def _national(scan: Scan, name: tuple[int, int], chairs: tuple[str, ...]) -> bool:
    """The session's own chair, or someone just called by a national office."""
    before = scan.folded[max(0, name[0] - 40) : name[0]]
    if any(same(scan.text[name[0] : name[1]], chair) for chair in chairs):
        return True
    return _just_called().search(before) is not None


@cache
def _just_called() -> re.Pattern[str]:
    return re.compile(rf"{any_of('head')}(?:\s+chinh\s+phu|\s+thuong\s+truc|,)*\s*$")


def _tied(scan: Scan, verb_end: int, point: int) -> bool:
    """Chairing and end point stand close, with no other place or person in between."""
    between = scan.folded[verb_end:point]
    return len(between) <= 90 and not _APART.search(between)


_APART = re.compile(r"[.;]|(?<!\w)(?:thu tuong|ket noi|noi|tu|toi|den)(?!\w)")
_SHORTENED = re.compile(r"(?<!\w)(?:tp|ts|mrs?|ms|dr|m|mme|sra?)\.|d\.c")  # whose full stop ends no sentence


_PRESENTS = re.compile(
    r"(?<!\w)(?:la|co|do|gom|dong\s+chi|d/c|dc|ong|ba|was|by|mr|ms|cac|par|oleh|por|von|der)(?!\w)"
    r"|^\s*(?:[:,–-]|cua\s)"
)


def _introduces(scan: Scan, start: int, name: int) -> bool:
    """Between the end point and a name stands what presents someone: "là đồng chí", "có các đồng chí:"."""
    between = scan.folded[start:name]
    if len(between) > 130 or not {".", ";"}.isdisjoint(_SHORTENED.sub("", between)):
        return False
    return pattern("attends").search(between) is None and _PRESENTS.search(between) is not None


def _attends_between(scan: Scan, start: int, end: int) -> bool:
    """ "A dự; …" is not "A chủ trì", but "A dự và chủ trì" is."""
    between = scan.folded[start:end]
    return _only_attends().search(_also_attends().sub("", between)) is not None


@cache
def _also_attends() -> re.Pattern[str]:
    return re.compile(rf"{any_of('attends')}(?:\s*,\s*|\s+va\s+|\s*/\s*|\s+)(?:dong\s+)?$")


@cache
def _only_attends() -> re.Pattern[str]:
    return re.compile(rf"{any_of('attends')}|;|\bdong\s+chi\b.*\bdong\s+chi\b.*\bdu\b")


def _headed(scan: Scan, start: int, end: int) -> bool:
    return bool(pattern("head").search(scan.folded, start, end))


_AND = re.compile(r"(?:^|\s)(?:va|cung|,)\s")


def _subject(scan: Scan, before: list[tuple[int, int]], start: int) -> tuple[int, int] | None:
    """Of several people before the verb, the first of those joined to it: "A và B chủ trì" is A."""
    if not before:
        return None
    joined = [before[-1]]
    for person in reversed(before[:-1]):
        between = (person[1], joined[0][0])
        if not _AND.search(scan.folded[slice(*between)]) or _headed(scan, *between):
            break
        joined.insert(0, person)
    return joined[0]


def _clause(
    scan: Scan, sentence: Sentence, person: tuple[int, int], verb: tuple[int, int], point: EndPoint
) -> tuple[int, int]:
    """The words that prove it: from the first to the last of person, verb and end point."""
    start = min(person[0], verb[0], point.start)
    end = max(person[1], verb[1], min(point.end, sentence.end))
    return max(start, sentence.start), min(end, sentence.end)


# --- the session --------------------------------------------------------------------------


def chair(scan: Scan, body: Body | None, events: tuple[tuple[int, int], ...]) -> Fact | None:
    """Who chaired the session itself; a quote holds the name and the deed."""
    known = body.chairs if body else ()
    for sentence in _in_order(scan, events):
        verb = scan.first_in(sentence, listed("chair")) or scan.first_in(sentence, listed("opens"))
        if verb and (found := _head_named(scan, sentence, known)):
            value, start, end = found
            return scan.quote(value, min(start, verb.start()), max(end, verb.end()))
    return None


def _in_order(scan: Scan, events: tuple[tuple[int, int], ...]) -> Iterator[Sentence]:
    """Sentences of the event first, then the others."""
    starts = {start for start, _ in events}
    yield from (s for s in scan.sentences if s.start in starts)
    yield from (s for s in scan.sentences if s.start not in starts)


def _head_named(scan: Scan, sentence: Sentence, known: tuple[str, ...]) -> tuple[str, int, int] | None:
    """The body's head in that sentence: by a known name, else by an office and the name after it."""
    for start, end in scan.people_in(sentence.start, sentence.end):
        written = scan.text[start:end]
        value = next((name for name in known if same(name, written)), None)
        if value or _by_office(scan, start):
            return value or written, start, end
    return None


def _by_office(scan: Scan, name: int) -> bool:
    before = scan.folded[max(0, name - 40) : name]
    return _called().search(before) is not None


@cache
def _called() -> re.Pattern[str]:
    return re.compile(rf"(?<!pho ){any_of('head')}(?:\s+chinh\s+phu)?\s*$")


# --- others who attended ------------------------------------------------------------------


@cache
def _attending() -> Led:
    return led(words("attends", "chair"), any_of("attends", "chair"))


def attendees(scan: Scan, chairs: tuple[str, ...]) -> tuple[Fact, ...]:
    """Who else was there, each with the office said beside the name."""
    found: dict[str, Fact] = {}
    for at in scan.holding(_attending()):
        sentence = scan.sentences[at]
        people = scan.people_in(sentence.start, sentence.end)
        for i, (start, end) in enumerate(people):
            stop = people[i + 1][0] if i + 1 < len(people) else sentence.end
            value = scan.text[start:end]
            if not any(same(value, chair) for chair in chairs):
                found.setdefault(value, scan.quote(value, start, _office_end(scan, end, stop)))
    return tuple(found.values())[:_MOST_ATTENDEES]


@cache
def _cut() -> re.Pattern[str]:
    return re.compile(rf"[;.:\n(]|{any_of('attends', 'chair')}|(?<!\w)(?:va|cung|dong\s+chi|cac|ong|ba)(?!\w)")


def _office_end(scan: Scan, start: int, stop: int) -> int:
    """The end of the office that follows a name: at a semicolon, a full stop or a verb."""
    cut = _cut().search(scan.folded, start, stop)
    end = cut.start() if cut else stop
    return start + len(scan.text[start:end].rstrip(" ,–-"))


def body_row(body: str, extra: tuple[Body, ...] = ()) -> Body | None:
    """The body's row, built in or the user's own."""
    return next((b for b in extra if b.id == body), None) or reference.bodies().get(body)
