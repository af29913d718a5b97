"""Figures of a report: every one with the clause that proves it, and none that is no figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from crawler.model import Indicator, Relation
from crawler.session import tables
from crawler.session.figures import bare, catalogue, clauses, numbers, periods, ranks, relations, scope, units
from crawler.session.figures.numbers import Written
from crawler.session.figures.units import Unit
from crawler.session.prose import Prose, Span
from crawler.session.wording import pattern
from crawler.text import fold

MOST = 600  # numbers looked at in one article; a report has some thirty, a table of figures is no report


class Figure(NamedTuple):
    """A number with its unit, before its clause is known. `start` and `end` span hedge, number and unit."""

    number: Written
    unit: Unit
    relation: Relation | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """An article's text, and where it tells periods, turns to a province, and speaks of aims."""

    prose: Prose
    english: bool
    periods: list[Span]
    turns: list[int]
    aims: relations.Aims

    def amount(self, written: str, unit: Unit) -> float:
        """The number a text stands for here."""
        whole = unit.sort == "count" and unit.scale == 1
        return numbers.amount(written, english=self.english, whole=whole)


class Sentence(NamedTuple):
    """A sentence with numbers; `paragraph` is where its paragraph begins, `own` where that turns to a province."""

    span: Span
    paragraph: int
    own: int
    numbers: list[Written]


def read(prose: Prose, *, english: bool = False) -> tuple[Indicator, ...]:
    """The indicators of a text, in order, each told once; `english` tells what a comma in a number means."""
    page = Page(prose, english, periods.scan(prose), scope.turns(prose), relations.aims(prose))
    found: list[Indicator] = []
    told = _Told()
    subject = ""
    for sentence in _sentences(page):
        figures = _shared_hedges(prose.folded, _figures(prose, sentence))
        spans = clauses.clauses(prose, [(f.start, f.end) for f in figures], sentence.span) if figures else []
        subject = subject if _CARRY.match(prose.folded, sentence.span[0]) else ""
        for figure, span in zip(figures, spans, strict=True):
            words = prose.words(*span)
            indicator, subject = _indicator(page, figure, span, words, sentence, subject)
            if not told.again(indicator, words):
                found.append(indicator)
    return tuple(found)


# A sentence that begins so goes on about what the one before it told: "Tăng trưởng 20% so với năm 2023."
_CARRY = re.compile(r"(?:tang|giam|chiem|dat|bang|uoc|tuong duong)\s")


def _sentences(page: Page) -> Iterator[Sentence]:
    """The sentences that hold numbers, with their numbers."""
    prose = page.prose
    written = sorted(islice(numbers.scan(prose), MOST), key=lambda number: number.start)
    at, paragraph, own = 0, -1, 0
    for start, end in prose.sentences:
        first = at
        while at < len(written) and written[at].start < end:
            at += 1
        if at == first:
            continue
        begin = prose.text.rfind("\n", 0, start) + 1
        if begin != paragraph:
            paragraph, close = begin, prose.text.find("\n", start)
            own = scope.own(page.turns, begin, close if close >= 0 else len(prose.text))
        yield Sentence((start, end), paragraph, own, written[first:at])


# --- is it a figure ---------------------------------------------------------------------------


def _figures(prose: Prose, sentence: Sentence) -> list[Figure]:
    found: list[Figure] = []
    for number in sentence.numbers:
        last = found[-1].end if found else -1
        if number.start < last or (found and _is_base(prose.folded, last, number)):
            continue  # the field of a rank, "trong tổng số 193"; what a rate refers to, "trên 1.000 dân"
        if figure := _figure(prose, number, sentence.span, found):
            found.append(figure)
    return found


_ROUND = re.compile(r"10*(?:[.,]000)*")
_PER = re.compile(r"(?:\s+\w+){0,3}\s+(?:tren|per|tren moi|for every)\s+")


def _is_base(folded: str, last: int, number: Written) -> bool:
    return bool(_ROUND.fullmatch(number.text) and _PER.fullmatch(folded, last, number.start))


def _figure(prose: Prose, number: Written, sentence: Span, found: Sequence[Figure]) -> Figure | None:
    """`found` are those of the sentence before it: what they counted may go on without its noun."""
    unit = Unit("times", "lần", 1.0, number.end) if number.times else units.find(prose, number.end)
    if rank := ranks.find(prose, number, unit, sentence):
        start, number, unit = rank
        return Figure(number, unit, Relation.RANK, start, unit.end)
    if unit.sort == "bare":
        unit = units.span(prose, number.start, unit)
        if unit.scale > 1 and relations.currency(prose, number.start) < number.start:
            unit = unit._replace(sort="money")
    if not _is_figure(prose, number, unit, sentence, found) or bare.is_start(prose, number, unit.end):
        return None
    relation, start = relations.hedge(prose, number.start)
    if number.over:
        relation = Relation.RATIO
    elif number.high:
        relation = Relation.APPROX
    return Figure(number, unit, relation, start, unit.end)


def _is_figure(prose: Prose, number: Written, unit: Unit, sentence: Span, found: Sequence[Figure]) -> bool:
    if unit.sort == "bare":
        counted = any(f.unit.sort in ("count", "bare") and f.relation is not Relation.RANK for f in found)
        told = unit.scale > 1 or bare.is_stated(prose, number) or (counted and bare.goes_on(prose, number))
        return told and not number.label and unit.end < len(prose.text.rstrip())  # "27 ti", cut short
    if unit.sort in ("percent", "points", "money"):
        return True
    if unit.sort == "times":
        return (
            number.times
            or relations.is_change(prose, sentence[0], number.start)
            or prose.folded.startswith(" so voi", unit.end)
        )
    if (number.label and unit.scale == 1) or _is_year(number, unit):
        return False
    if unit.plain:
        return unit.scale > 1 or bare.is_plain(prose, number, again=any(figure.unit.plain for figure in found))
    if unit.sort == "count":
        if bare.is_place(prose, number):
            return False
        return not (_attends(prose, number, unit, sentence) or _is_noise(prose, number, unit))
    return True


_RATING = re.compile(r"\d\s?/\s?5\s*\($")
_NEXT = re.compile(r"\s*,\s*\d{1,2}\s+")


def _is_noise(prose: Prose, number: Written, unit: Unit) -> bool:
    """A reader's rating, `4.5/5 (12 lượt)`, or a slogan in numbers, `1 mục tiêu, 2 trụ cột, 3 đột phá`."""
    folded = prose.folded
    if _RATING.search(folded, max(0, number.start - 8), number.start):
        return True
    follows = _NEXT.match(folded, unit.end) if len(number.text) < 3 else None
    return follows is not None and tables.phrases("never").at(prose, follows.end()) is not None


_YEAR = re.compile(r"(?:19|20)\d\d")


def _is_year(number: Written, unit: Unit) -> bool:
    return _YEAR.fullmatch(number.text) is not None and not unit.known and not number.over


_JOINED = 120  # letters between the first of two such counts and the second
_CONNECTED = re.compile(r"(?<!\w)noi\s+(?:truc\s+tuyen\s+)?(?:den|toi|them)\s+\d+[^.;\n\d]{0,60}?(?:va|cung|,)\s+$")

_LINKED = re.compile(
    r"(?<!\w)(?:linked|connected|connecting|linking|held|organi[sz]ed|broadcast|streamed|live|online|virtually|"
    r"videoconference|teleconference|format)\s+(?:\w+\s+){0,2}(?:with|to|between|across)\s+[^.;\n\d]{0,40}$"
)
_WATCH = re.compile(
    r"\s+(?:(?:cung|dong\s+loat)\s+(?:ket\s+noi|theo\s+doi|tham\s+du|du)|theo\s+doi|tham\s+du|du\s+(?:hop|phien|hoi\s+nghi))(?!\w)"
)


def _attends(prose: Prose, number: Written, unit: Unit, sentence: Span) -> bool:
    """Whether the count only tells how many took part in the sitting."""
    if unit.scale > 1 or number.over:
        return False
    if (who := tables.phrases("attending").before(prose, number.start)) is not None:
        if not prose.folded.startswith(("ket noi", "noi"), who):
            return True  # "lãnh đạo 15 sở, ngành"
        return tables.phrases("places_connected").opens(unit.written or "")  # "kết nối 12 hệ thống" connects no one
    if not tables.phrases("places_connected").opens(unit.written or ""):
        return False
    near = max(sentence[0], number.start - _JOINED)
    if _CONNECTED.search(prose.folded, near, number.start) or _WATCH.match(prose.folded, unit.end):
        return True
    if _LINKED.search(prose.folded, near, number.start) and pattern("session").search(prose.folded, *sentence):
        return True
    begin = max(sentence[0], prose.folded.rfind(";", sentence[0], number.start) + 1)
    told = tables.phrases("told").last(prose, begin, number.start)
    if told and prose.folded.startswith(" va truyen thong", told[1]):
        told = None  # the ministry's name, not "thông tin"
    begin = told[1] if told else begin  # "Hội nghị cho biết": what follows says nothing of who took part
    end = prose.folded.find(";", number.start, sentence[1])
    return tables.phrases("sitting").within(prose, begin, end if end > 0 else sentence[1])


# --- what it says -----------------------------------------------------------------------------


def _shared_hedges(folded: str, figures: list[Figure]) -> list[Figure]:
    """`gần 6.000 tổ và 30.000 thành viên`: one hedge for both."""
    shared: list[Figure] = []
    for figure in figures:
        last = shared[-1] if shared else None
        if figure.relation is None and last and folded[last.end : figure.start].strip() in ("va", "and"):
            hedged = last.relation in (Relation.GT, Relation.LT, Relation.APPROX) and not last.number.high
            figure = figure._replace(relation=last.relation) if hedged else figure
        shared.append(figure)
    return shared


def _indicator(
    page: Page, figure: Figure, span: Span, words: list[str], sentence: Sentence, subject: str
) -> tuple[Indicator, str]:
    """The indicator, and what it speaks of, for figures that follow without a subject of their own."""
    prose, number, unit = page.prose, figure.number, figure.unit
    text, folded = prose.text, prose.folded
    begin, paragraph = sentence.span[0], sentence.paragraph
    changed = relations.is_change(prose, begin, figure.start)
    grown = relations.is_growth(prose, span[0], figure.start)
    change = changed or (unit.sort == "percent" and grown)
    own = catalogue.subject(prose, span, number.start)
    if not own and not change:  # "…xuất khẩu đi khắp thế giới, đạt hơn 117 tỷ USD"
        subject = subject or text[max(begin, span[0] - 120) : span[0]].strip(" ,")
    name, series = _name(page, figure, span, words, (own, subject), paragraph, change=change)
    value = page.amount(number.text, unit)
    indicator = Indicator(
        name=name,
        value=value,
        quote=text[span[0] : span[1]],
        start=span[0],
        end=span[1],
        unit=unit.written,
        relation=figure.relation or relations.softened(prose, span[0], (figure.start, figure.end)) or Relation.EQ,
        number=round(value * unit.scale, 3),
        high=page.amount(number.high, unit) if number.high else None,
        of=page.amount(number.over, unit) if number.over else None,
        period=(periods.compared(text, folded, span) if change else None)
        or periods.find(text, folded, page.periods, span, paragraph),
        scope="provincial" if span[0] >= sentence.own else "national",
        kind=relations.kind(page.aims, span, begin, change=changed or grown),
        series=series,
    )
    return indicator, own or (subject if change else name)


def _name(
    page: Page, figure: Figure, span: Span, words: list[str], subjects: tuple[str, str], paragraph: int, *, change: bool
) -> tuple[str, str | None]:
    """The canonical name and series; else the clause's own words."""
    own, carried = subjects
    sort = "rank" if figure.relation is Relation.RANK else figure.unit.sort
    text, folded = page.prose.text, page.prose.folded
    others = [fold(carried)] if change or not own else []
    if sort in ("rank", "places"):
        others.append(folded[max(paragraph, span[0] - 160) : span[0]])
    if found := catalogue.series(sort, figure.unit.written, words, others, change=change):
        return found.name, found.id
    counted = catalogue.counted(text, span, figure.number.end) if sort in ("count", "percent") else ""
    name = own or (counted if not change else "") or carried or counted or text[span[0] : span[1]]
    name = f"{name} (thay đổi)" if change and not own else name
    return name[:1].upper() + name[1:200], None


class _Told:
    """What was told already: leads and captions tell a figure again."""

    def __init__(self) -> None:
        self._words: dict[tuple[object, ...], list[set[str]]] = {}

    def again(self, indicator: Indicator, words: Iterable[str]) -> bool:
        """Whether the same figure was told before in much the same words; `words` are those of its quote, folded."""
        figure = (indicator.value, indicator.unit, indicator.high, indicator.of)
        mine = set(filter(str.isalpha, words))
        told = self._words.setdefault(figure, [])
        if any(len(mine & theirs) >= max(2, 0.5 * min(len(mine), len(theirs))) for theirs in told):
            return True
        told.append(mine)
        return False
