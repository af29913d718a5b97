"""Conclusion notices (Thông báo … kết luận): not reports, but each belongs to a session.

A page is one when its first sentences announce the conclusions of a session of a watched body. One
that carries them out ("UBND tỉnh triển khai Thông báo số …") is not; nor is a report of the session
that cites an older notice. The number may be missing: pages cut it, and titles leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler import reference
from crawler.model import Fact, KnownSession, Notice, SessionRef
from crawler.session import days, ordinals, theme
from crawler.session.days import Day
from crawler.session.prose import Span
from crawler.session.recognise import Judgement
from crawler.session.resolve import settle
from crawler.session.scan import RIVAL, Scan
from crawler.session.wording import any_of, pattern
from crawler.text import fold

_HEAD = 1_200  # letters in which a page says that it is a notice
_NEAR = 250  # letters between the word "thông báo", its number and the word "kết luận"
_NUMBER = re.compile(
    r"(?<![\d/])(?P<n>\d{1,4})\s?(?:/\s?tb\s?-\s?(?P<a>vpcp)|-\s?tb\s?/\s?(?P<b>bcdtw|tw|cqttbcd\w*))(?!\w)"
)


def read(scan: Scan, judgement: Judgement) -> tuple[Notice, str] | None:
    """The notice this text is, or is about, and how it was tied to its session."""
    said = next(_announced(scan, judgement), None)
    if said is None:
        return None
    number = _number(scan, said)
    subject, _ = theme.read(scan.prose)
    ref, how = _session(scan, judgement, said, number)
    return Notice(number, ref, subject), f"notice {number.value if number else 'without a number'}, {how}"


# --- is it one ----------------------------------------------------------------------------


def _announced(scan: Scan, judgement: Judgement) -> Iterator[Span]:
    """Where the first sentences announce the conclusions of a session of ours."""
    head = scan.folded[:_HEAD]
    if judgement.events and any(sign in head for sign in ("thong bao", "notice", "/tb", "-tb")):
        for match in _forms().finditer(head):
            start, end = scan.prose.sentence(match.start())[0], scan.prose.sentence(match.end() - 1)[1]
            if (
                _is_of_ours(scan, judgement, (start, end))
                and not _is_carried_out(head[start : match.start()], head[match.end() : end])
                and not _is_aside(scan, judgement, start)
            ):
                yield match.span()


@cache
def _forms() -> re.Pattern[str]:
    """ "Thông báo số 408/TB-VPCP … kết luận", the two on lines of their own, "kết luận …, vừa được … thông báo"."""
    said = any_of("conclusion")
    between = rf"(?:[^.;\n]|\.(?=\s?\d)){{0,{_NEAR}}}?\n?\s*"
    told = r"[^.;\n]{0,320}?(?:duoc|da|vua)(?:\s+[^\s,.;]+){0,6}?\s+thong\s+bao(?!\w)"
    return re.compile(rf"(?:thong\s+bao|notice|\d\s?[-/]\s?tb)(?!\w){between}{said}|{said}{told}")


def _is_of_ours(scan: Scan, judgement: Judgement, sentence: Span) -> bool:
    """The session of ours stands in that sentence; or in the title, and no other body in the sentence."""
    start, end = sentence
    if any(s < end and start < e for s, e in judgement.events):
        return True
    titled = any(s == scan.sentences[0].start for s, _ in judgement.events)
    return titled and RIVAL not in scan.typed[start:end]


_ACT = r"(?:thuc\s+hien|trien\s+khai|quan\s+triet|cu\s+the\s+hoa|can\s+cu|ke\s+hoach|implement\w*)"
_CARRIED = re.compile(rf"(?<!\w){_ACT}(?:\s+[^\s.;,]+){{0,6}}?\s*$")
_PURPOSE = re.compile(rf"(?<!\w)(?:de|nham|va)\s+{_ACT}")
_DEPARTMENT = r"so\s+(?:thong\s+tin|khoa\s+hoc|tt|kh|noi\s+vu)"
_LOCAL = rf"(?<!\w)(?:(?:ubnd|uy\s+ban\s+nhan\s+dan)(?!\s+cac)|tinh\s+uy|thanh\s+uy|{_DEPARTMENT})"
_LOCAL_BEFORE = re.compile(_LOCAL)
_LOCAL_ACTS = re.compile(rf",\s+(?:(?:ngay\s+)?[\d/]+,?\s+)?(?:chu\s+tich\s+)?{_LOCAL}")


def _is_carried_out(before: str, behind: str) -> bool:
    """Whether the conclusions are what others act upon, a local authority among them."""
    return any(
        form.search(words)
        for form, words in (
            (_CARRIED, before),
            (_LOCAL_BEFORE, before),
            (_LOCAL_ACTS, behind),
            (_PURPOSE, behind),
        )
    )


def _is_aside(scan: Scan, judgement: Judgement, start: int) -> bool:
    """Whether the session itself was told before, as a report does."""
    earlier = [(s, e) for s, e in judgement.events if s < start]
    return any(
        pattern("chair", "attends").search(scan.folded, s, e) or any(d.part for d in days.find(scan.folded, s, e))
        for s, e in earlier
    )


def _number(scan: Scan, said: Span) -> Fact | None:
    """The notice's number: within the words that announce it, else near them."""
    start, end = said
    for low, high in ((start, end), (max(0, start - _NEAR), min(end + _NEAR, len(scan.folded)))):
        if match := _NUMBER.search(scan.folded, low, high):
            return scan.quote(_written(match), match.start(), match.end())
    return None


def _written(match: re.Match[str]) -> str:
    if match["a"]:
        return f"{match['n']}/TB-VPCP"
    return f"{match['n']}-TB/{'BCĐTW' if match['b'] == 'bcdtw' else match['b'].upper()}"


# --- of which session ---------------------------------------------------------------------


def _session(scan: Scan, judgement: Judgement, said: Span, number: Fact | None) -> tuple[SessionRef, str]:
    """As its words tell; a number known from one session fills in what they leave open."""
    start, end = said
    near = sorted(judgement.events, key=lambda event: not (event[0] < end and start < event[1]))
    ordinal = next((found for event in near for found in ordinals.find(scan.folded, *event)), None)
    held = [(s.start, s.end) for s in scan.sentences if s.lead]
    day = next((found for sentence in (*near, *held) for found in _days(scan, sentence)), None)
    ref = settle(scan, judgement.body, day, ordinal).ref
    known = _known(number) if number else None
    if known and ref.date in (None, known.date) and ref.ordinal in (None, known.ordinal):
        return SessionRef(known.body, known.ordinal, known.date, "known", known.label), f"known to conclude {known.key}"
    return ref, f"of session {ref.key}"


def _days(scan: Scan, sentence: Span) -> Iterator[Day]:
    """Days of the session in a sentence: behind its word, or before the word that someone chaired it."""
    start, end = sentence
    sitting = pattern("session").search(scan.folded, start, end)
    chairing = pattern("chair").search(scan.folded, start, end)
    for day in days.find(scan.folded, start, end):
        if day.foreign or not (day.marked or day.year) or sitting is None:
            continue
        behind = day.start > sitting.end() and not _ISSUED.search(scan.folded, sitting.end(), day.start)
        if behind or (chairing and day.end < chairing.start()):
            yield day


_ISSUED = re.compile(r"(?<!\w)(?:thong\s+bao|ban\s+hanh|ky|issued|dated)(?!\w)")


def _known(number: Fact) -> KnownSession | None:
    """The known session whose notice bears that number, if only one does: numbers restart each year."""
    wanted = fold(number.value)
    hits = [k for k in reference.known_sessions() if k.notice and fold(k.notice).split(",")[0] == wanted]
    return hits[0] if len(hits) == 1 else None
