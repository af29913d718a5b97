"""What was ordered: by whom, to whom, what, and by when, with the words that order it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from crawler.model import Task
from crawler.session import deadlines, tables
from crawler.session.lexicon import Led, led
from crawler.session.prose import Prose, Span, holding

FILE = "tasks.yaml"
MOST = 60  # tasks read from one article
_SHORTEST = 3  # words; "yêu cầu cao" orders nothing

_PROPOSED = re.compile(r"(?<!\w)(?:de xuat|kien nghi|trinh|de nghi) (?:voi )?$")


def read(prose: Prose, day: str | None) -> tuple[Task, ...]:
    """The tasks of an article, in order; `day` is the session's, for deadlines told relative to it."""
    tasks: list[Task] = []
    musts = list(prose.matches(_MUST))
    ordered, due = (holding(prose.sentences, words) for words in (prose.matches(_ordering()), musts))
    ends = [match.end() for match in musts]
    for at in sorted({*ordered, *due}):
        must = ends[bisect_right(ends, prose.sentences[at][1]) - 1] if at in due else None
        for task in _of_sentence(prose, prose.sentences[at], day, ordered=at in ordered, must=must):
            if len(tasks) == MOST:
                return tuple(tasks)
            if all(task.value != other.value for other in tasks):
                tasks.append(task)
    return tuple(tasks)


_MUST = led(("phai", "can", "khan truong", "duoc giao"), r"(?:phai|can(?! cu)|khan truong|duoc giao)\s")


@cache
def _ordering() -> Led:
    orders = tables.phrases("orders", FILE)
    return led(orders.folded, orders.expression)


@cache
def _order() -> Led:
    """A giver, at most a few words, and the verb that orders: `Thủ tướng cũng yêu cầu`."""
    givers, orders = tables.phrases("givers", FILE), tables.phrases("orders", FILE).expression
    return led(givers.folded, rf"(?P<giver>{givers.expression})(?:\s[^\s,.;:]+){{0,6}}?\s(?P<order>{orders})[\s:]+")


@cache
def _duty() -> Led:
    """An order without its giver: `Các Bộ cần sớm xây dựng`, `Bộ Công an được giao`."""
    return led(tables.phrases("assignees", FILE).folded, rf"(?P<who>{_assignee()})\s+{_MUST.form.pattern}")


@cache
def _assignee() -> str:
    """An office, then words up to the verb of what is to be done; a comma goes on in a list of offices."""
    heads = tables.phrases("assignees", FILE).expression
    actions = tables.phrases("actions", FILE).expression
    word = rf"(?:,?\s(?!{actions})[^\s,.;:“\"]+)"
    return rf"(?<!\w)(?<!\bco ){heads}{word}{{0,24}}?"


@cache
def _to_whom() -> re.Pattern[str]:
    actions = tables.phrases("actions", FILE).expression
    return re.compile(rf"(?:tung\s+|cho\s+|toi\s+)?(?P<who>{_assignee()}),?\s+(?={actions})")


def _of_sentence(prose: Prose, sentence: Span, day: str | None, *, ordered: bool, must: int | None) -> Iterator[Task]:
    """The tasks of a sentence with a word that orders, or one that says what must be done, the last up to `must`."""
    text, folded = prose.text, prose.folded
    order = prose.search(_order(), *sentence) if ordered else None
    if order and _PROPOSED.search(folded, sentence[0], order.start()):
        return
    if order and not tables.phrases("never", FILE).within(prose, order.end(), min(sentence[1], order.end() + 40)):
        by = text[order.start("giver") : order.end("giver")]
        for part in _parts(folded, order.end(), sentence[1]):
            if order["order"] == "giao" and not _to_whom().match(folded, *part):
                return  # "giao nhiệm vụ kèm theo thời hạn" tells no task
            yield from _task(prose, (sentence[0], order.start()), part, by, day)
        return
    if must and (duty := _first_duty(prose, sentence[0], must)):
        yield from _task(prose, (sentence[0], duty.start()), (duty.start(), sentence[1]), None, day)


def _first_duty(prose: Prose, start: int, end: int) -> re.Match[str] | None:
    """The first between two places whose office is one: "đất đai phải" is no "Đài phải"."""
    while duty := prose.search(_duty(), start, end):
        if _is_office(prose, duty.start()):
            return duty
        start = duty.start() + 1
    return None


_NO_OFFICE = re.compile(r"(?:cán|toàn|nội|đồng|tiến|cục) $")  # "cán bộ", "toàn bộ"


def _is_office(prose: Prose, at: int) -> bool:
    spelt = tables.phrases("assignees", FILE).at(prose, at) is not None
    return spelt and _NO_OFFICE.search(prose.text[max(0, at - 5) : at].lower()) is None


@cache
def _next() -> re.Pattern[str]:
    """Where a sentence may turn to the next office, the order told again or not: `; yêu cầu các tỉnh …`."""
    orders = tables.phrases("orders", FILE).expression
    return re.compile(rf"[;,]\s(?:(?:va\s|dong thoi\s)?{orders}\s)?")


def _parts(folded: str, start: int, end: int) -> Iterator[Span]:
    """`giao Bộ X …; Bộ Y …; yêu cầu Z …`: one part for each office that is told what to do."""
    if found := _to_whom().match(folded, start, end):
        for mark in _next().finditer(folded, found.end(), end):
            if _to_whom().match(folded, mark.end(), end):
                yield start, mark.start()
                start = mark.end()
    yield start, end


def _task(prose: Prose, lead: Span, part: Span, by: str | None, day: str | None) -> Iterator[Task]:
    """`lead` is what stands before the order, where a deadline for all parts may be told."""
    text, folded = prose.text, prose.folded
    start, end = part
    while end > start and text[end - 1] in " ,;.:…\n":
        end -= 1
    if len(text[start:end].split()) < _SHORTEST:
        return
    who = (_to_whom() if by else _duty().form).match(folded, start, end)
    if who and not _is_office(prose, who.start("who")):
        who = None
    what = who.end() if who and by else who.end("who") + 1 if who else start
    due = deadlines.find(prose, (start, end), day) or deadlines.find(prose, lead, day)
    yield Task(
        value=text[what:end].strip(),
        quote=text[start:end],
        start=start,
        end=end,
        by=by,
        assignee=text[who.start("who") : who.end("who")].strip(" ,") if who else None,
        due=due[0] if due else None,
        due_text=text[due[1] : due[2]] if due else None,
    )
