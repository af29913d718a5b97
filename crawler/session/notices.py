"""Conclusion notices (Thông báo … kết luận): not reports, but each belongs to a session."""

from __future__ import annotations

import re
from functools import cache

from crawler import reference
from crawler.model import Fact, KnownSession
from crawler.session.scan import Scan
from crawler.session.wording import pattern
from crawler.text import fold

_HEAD = 1_200
_NUMBER = re.compile(
    r"(?<![\d/])(?P<n>\d{1,4})\s?(?:/\s?tb\s?-\s?(?P<a>vpcp)|-\s?tb\s?/\s?(?P<b>bcdtw|tw|cqttbcd\w*))(?!\w)"
)
_CITED = re.compile(
    r"(?:thuc\s+hien|theo|tai|trien\s+khai|can\s+cu)\s+(?:cac\s+|noi\s+dung\s+)?(?:thong\s+bao\s+)?(?:so\s+)?$"
)


@cache
def _form() -> re.Pattern[str]:
    """The face of the document itself: its number line and the word on a line of its own."""
    return re.compile(
        r"(?:^|\n)\s*(?:so(?:\s+hieu)?\s*:?\s*)\d{1,4}\s?/\s?tb|(?:^|\n)\s*thong\s+bao\s*(?:\n|ket\s+luan)", re.M
    )


def number(scan: Scan, chaired: bool) -> Fact | None:
    """The number of the notice this text is, or is about; None for texts that only cite one."""
    head = scan.folded[:_HEAD]
    for match in _NUMBER.finditer(head) if "tb" in head else ():
        near = head[max(0, match.start() - 250) : match.end() + 250]
        if not pattern("conclusion").search(near):
            continue
        cited = _CITED.search(head[: match.start()])
        if _form().search(scan.folded) or not chaired or (not cited and _issued(head, match)):
            return scan.quote(_written(match), match.start(), match.end())
    return None


def _issued(head: str, match: re.Match[str]) -> bool:
    """The notice itself is the news: it was issued, or the title is about it."""
    before = head[max(0, match.start() - 160) : match.start()]
    return match.start() < 200 or bool(
        re.search(r"(?:ban\s+hanh|vua\s+co|da\s+co|ra|ky|phat\s+hanh)\s[^.\n]{0,60}$", before)
    )


def _written(match: re.Match[str]) -> str:
    if match["a"]:
        return f"{match['n']}/TB-VPCP"
    return f"{match['n']}-TB/{'BCĐTW' if match['b'] == 'bcdtw' else match['b'].upper()}"


def session_of(number: Fact) -> KnownSession | None:
    """The known session whose notice bears that number, if only one does: numbers restart each year."""
    wanted = fold(number.value)
    hits = [k for k in reference.known_sessions() if k.notice and fold(k.notice).split(",")[0] == wanted]
    return hits[0] if len(hits) == 1 else None
