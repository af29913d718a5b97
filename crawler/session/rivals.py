"""Meetings of other bodies; and of a committee whose name leaves out whose it is, ours if the country's head chairs."""

from __future__ import annotations

import re
from functools import cache

from crawler.session.background import is_former, is_hearsay
from crawler.session.bodies import TAIL
from crawler.session.evidence import LEAD, Evidence, told_event
from crawler.session.forms import first, holds, rivals
from crawler.session.scan import RIVAL, Scan, Sentence
from crawler.session.wording import any_of

_TITLED = 5.0  # what another body's meeting weighs that the title tells
_TITLE = 160  # letters of a title; a longer first sentence is a lead
_LATER = 1.5


def beside(scan: Scan, sentence: Sentence, part: str) -> re.Match[str] | None:
    """A session word with another body's name."""
    if RIVAL not in part:
        return None
    return first(scan, sentence, part, rivals(), RIVAL) or first(scan, sentence, part, holds(), RIVAL)


def rival_event(scan: Scan, sentence: Sentence, match: re.Match[str] | None) -> Evidence | None:
    """A sentence that ties a session word to another body."""
    if match is None:
        return None
    said = repr(scan.text[sentence.start + match.start() : sentence.start + match.end()][:90])
    weight = _TITLED if _is_title(scan, sentence) else LEAD if sentence.lead else _LATER
    return Evidence(-weight, f"a meeting of another body: {said}", None, sentence.start, sentence.end)


def headed_event(scan: Scan, sentence: Sentence, part: str, match: re.Match[str] | None) -> Evidence | None:
    """A committee named without its owner, which a province's may be too, and the country's head in its chair."""
    name = match.start("own") if match and match.re is holds() else match.end() - 1 if match else 0
    if match is None or ownerless().match(scan.folded, sentence.start + name) is None:
        return None
    chaired, before = _head_chairs().search(part), part[: match.start()]
    if chaired is None or is_former(before) or is_hearsay(before):
        return None
    said = scan.text[sentence.start + chaired.start() : sentence.start + chaired.end()]
    body = "bcd-tw" if "tong bi thu" in chaired[0] else None
    return told_event(sentence, f"the country's head chairs a committee of that name: {said[:90]!r}", body)


def office_of_head(scan: Scan) -> tuple[str, bool] | None:
    """What the country's head heads here, where no watched body is named: the words, and whether it may be ours.

    "Thủ tướng …, Trưởng Ban Chỉ đạo phòng, chống lãng phí, chủ trì phiên họp thứ nhất của Ban Chỉ đạo" is not.
    """
    match = _heads_another().search(scan.typed) if RIVAL in scan.typed else None
    if match is None:
        return None
    return scan.text[match.start() : match.end() + 20], bool(ownerless().match(scan.folded, match.end() - 1))


@cache
def _heads_another() -> re.Pattern[str]:
    office = rf"(?:truong|head\s+of(?:\s+the)?|chu\s+tich(?=\s+{RIVAL}y\s+ban\s+(?:quoc|an)\s))"
    return re.compile(rf"{any_of('head')}{_nobody_else(60)}{office}\s+{RIVAL}")


def _nobody_else(most: int) -> str:
    """Some letters of a sentence in which no other person and no other body is named."""
    return rf"(?:(?!(?:dong\s+chi|ong|ba)\s)[^.;\n{RIVAL}]){{0,{most}}}?"


@cache
def ownerless() -> re.Pattern[str]:
    """ "Ban Chỉ đạo về chuyển đổi số", of nobody and no place."""
    subject = r"(?:khoa\s+hoc|khcn|kh\s?&\s?cn|chuyen\s+doi\s+so|cds)"
    local = rf"(?!\s+(?:(?:cua|tai)\s+)?(?:{any_of('local')}|[a-z]+\s+tinh))"
    return re.compile(rf"(?:ban\s+chi\s+dao|bcd)\s+(?:ve\s+)?(?:phat\s+trien\s+)?{subject}(?!\w)(?>{TAIL}){local}")


@cache
def _head_chairs() -> re.Pattern[str]:
    """ "Thủ tướng … chủ trì", "dưới sự chủ trì của Thủ tướng"; nobody else stands in between."""
    alone = _nobody_else(120)
    return re.compile(
        rf"{any_of('head')}{alone}{any_of('chair')}|{any_of('chair')}\s+(?:cua\s+)?{alone}{any_of('head')}"
    )


def _is_title(scan: Scan, sentence: Sentence) -> bool:
    """The first line, short and without a full stop, that names no body of ours."""
    return (
        sentence is scan.sentences[0]
        and sentence.end - sentence.start < _TITLE
        and scan.text[sentence.end : sentence.end + 1] == "\n"
        and not scan.mentions_in(sentence)
    )
