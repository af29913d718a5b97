"""The theme of the year: what a year of digital transformation is about, proposed at a session or fixed."""

from __future__ import annotations

import re
from difflib import Match, SequenceMatcher
from typing import Literal

from crawler import reference
from crawler.model import Fact
from crawler.session.lexicon import led
from crawler.session.prose import Prose
from crawler.text import key

Status = Literal["proposed", "fixed"]

# "Chủ đề", or a year that is given a name in quotation marks: `năm 2023 là "Năm Dữ liệu số"`.
_NAMED = r"nam 20\d\d (?:la|duoc [a-z ]{0,30}la|voi|lay ten la) (?:[a-z ]{0,20}:? ?)?(?=[“\"«]nam )"
_TOPIC = led(("chu de", "theme", "tema", "motto", "nam"), rf"(?:chu de|theme|tema|motto)(?!\w)|{_NAMED}")
_QUOTED = re.compile(r"[“\"«](?P<words>[^“”\"«»\n]{8,300})[”\"»]|‘(?P<single>[^‘’\n]{8,300})’")
# "Chủ đề năm 2024 được phiên họp thống nhất là: …": who settles on it, and how.
_SETTLING = (
    r"(?:(?:duoc|da|vua|se|cung|tam|chinh thuc|uy ban|thu tuong|ban chi dao|hoi nghi|phien hop|chon|lua chon|xac dinh"
    r"|thong nhat|quyet dinh|phe duyet|cong bo|dat ra|dua ra|neu|de xuat|de nghi|kien nghi|trinh|du kien) )"
)
_UNQUOTED = re.compile(
    r"chu de (?:cua )?(?:chuyen doi so |cds )?(?:quoc gia )?(?:cua )?nam (?:20\d\d )?(?:cua [^.;:“\"\n]{1,50} )?"
    rf"(?:{_SETTLING}{{0,6}}la)?[:\s]+(?P<words>[^.;“\"\n]{{12,260}})"
)
_YEAR = re.compile(r"(?<!\w)(?:nam (?:nay|20\d\d|du lieu)|20\d\d|nam quoc gia|cua nam|chuyen doi so quoc gia)(?!\w)")
# Themes of other things: Project 06, a day, a month, an event.
_OTHER = re.compile(
    r"(?<!\w)(?:de an 06|de an so 06|project 06|thang thanh nien|thang hanh dong|thang cao diem|tuan le|"
    r"ngay chuyen doi so|ngay hoi|ngay cds|cuoc thi|trien lam|techfest|phong trao|chuyen de|chien dich|"
    r"digital transformation day)(?!\w)"
)
_EVENT = re.compile(
    r"(?<!\w)(?:hoi thao|dien dan|hoi nghi|phien hop|toa dam|su kien|le|buoi)\s(?:[^,.;]{0,40}\s)?(?:voi|mang|co)\s$"
)
_PROPOSED = re.compile(r"(?<!\w)(?:de xuat|du kien|de nghi|kien nghi|trinh|proposed?|xin y kien)(?!\w)")
# What a session settles on is still a proposal; the Prime Minister, a notice or a decision fixes it.
_SETTLED = re.compile(r"(?<!\w)(?:xac dinh|thong nhat)(?!\w)")
_FIXED = re.compile(r"(?<!\w)(?:thu tuong|thong bao|quyet dinh|ket luan)(?!\w)")
# The year may be the first of its words or stand behind them: `theo chủ đề "Năm Dữ liệu số …", năm 2023 các bộ`.
_BEHIND = re.compile(
    r"[”\"»’]?,?\s(?:trong |cua )?nam 20\d\d,?\s"
    r"(?:cac bo|bo|uy ban|ban chi dao|chinh phu|thu tuong|ca nuoc|viet nam|chuyen doi so|cong tac chuyen doi so)(?!\w)"
)
_SYLLABLE = re.compile(r"\w+")
_HEART = 7  # syllables of a theme that are no common phrase: "phát triển kinh tế số" is one
_REACH = 110  # letters between "chủ đề" and the words themselves


def read(prose: Prose) -> tuple[Fact | None, Status | None]:
    """The first theme of the year the text tells, without its quotation marks."""
    text, folded = prose.text, prose.folded
    for topic in prose.matches(_TOPIC):
        sentence = prose.sentence(topic.start())
        if fact := _theme(text, folded, sentence, topic):
            return fact, _status(folded, sentence[0], fact.start)
    return None, None


def in_title(prose: Prose, day: str | None) -> tuple[Fact | None, Status | None]:
    """A theme known of the session of that day, where the title tells it, or the heart of it, without the word."""
    if day is None or not prose.sentences:
        return None, None
    title = list(_SYLLABLE.finditer(prose.folded, *prose.sentences[0]))
    for session in reference.known_sessions() if title else ():
        for theme in session.themes if session.date == day else ():
            if (run := _shared([m[0] for m in title], _SYLLABLE.findall(key(theme)))) and run.size >= _HEART:
                start, end = title[run.a].start(), title[run.a + run.size - 1].end()
                status: Status = "fixed" if theme == session.themes[-1] else "proposed"
                return Fact(prose.text[start:end], prose.text[start:end], start, end), status
    return None, None


def _shared(told: list[str], known: list[str]) -> Match:
    """The longest run of syllables that both hold."""
    return SequenceMatcher(None, told, known, autojunk=False).find_longest_match()


def _status(folded: str, start: int, words: int) -> Status:
    """Whether what leads to the words of the theme only proposes it."""
    if _PROPOSED.search(folded, start, words):
        return "proposed"
    settled = _SETTLED.search(folded, start, words) and not _FIXED.search(folded, start, words)
    return "proposed" if settled else "fixed"


def _theme(text: str, folded: str, sentence: tuple[int, int], topic: re.Match[str]) -> Fact | None:
    quoted = _QUOTED.search(text, topic.end(), min(sentence[1] + 1, topic.end() + _REACH + 302))
    if quoted and quoted.start() - topic.end() <= _REACH:
        group = "words" if quoted["words"] else "single"
    elif quoted := _UNQUOTED.match(folded, topic.start(), sentence[1]):
        group = "words"
    else:
        return None
    start, end = quoted.span(group)
    about = (topic.end(), start)
    before = max(sentence[0], topic.start() - 40)
    if _OTHER.search(folded, *about) or _OTHER.search(folded, before, topic.start()):
        return None
    if _EVENT.search(folded, max(sentence[0], topic.start() - 60), topic.start()) and not _YEAR.search(folded, *about):
        return None
    told = _YEAR.search(folded, sentence[0], start) or _YEAR.match(folded, start) or _BEHIND.match(folded, end)
    if told is None:
        return None
    while end > start and text[end - 1] in " \u00a0.,;":
        end -= 1
    while start < end and text[start] in " \u00a0":
        start += 1
    return Fact(text[start:end], text[start:end], start, end)
