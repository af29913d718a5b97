"""How the session was held (hình thức họp): in one room, online, or both."""

from __future__ import annotations

import re

from crawler.model import Fact
from crawler.session.scan import Scan

# The value, and the folded words that say it; the first that a report's opening sentences hold decides.
_FORMS = tuple(
    (value, re.compile(words))
    for value, words in (
        (
            "trực tiếp kết hợp trực tuyến",
            r"(?<!\w)truc tiep\W+(?:[^.;\n]{0,80}?\W)?(?:va|ket hop|ket noi)\W(?:[^.;\n]{0,30}?\W)?truc tuyen(?!\w)"
            r"|(?<!\w)ket hop (?:voi |hinh thuc )*truc tuyen(?!\w)",
        ),
        (
            "trực tuyến",
            r"(?<!\w)(?:hoi nghi|phien hop|cuoc hop|buoi hop|hop|hinh thuc|to chuc|truyen hinh) truc tuyen(?!\w)",
        ),
        ("trực tiếp", r"(?<!\w)(?:bang )?hinh thuc truc tiep(?!\w)"),
    )
)


_DIRECT = "truc t"  # what every form holds, and few sentences


def read(scan: Scan) -> Fact | None:
    """The form as the opening sentences tell it; further down a report speaks of other meetings."""
    told = [(s.start, s.end) for s in scan.sentences if s.lead and _DIRECT in scan.folded[s.start : s.end]]
    for value, words in _FORMS:
        for span in told:
            if found := words.search(scan.folded, *span):
                return scan.quote(value, *found.span())
    return None
