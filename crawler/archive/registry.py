"""Under which session a report is filed, though reports name it by day, by number, by both or by neither.

A session is known by (body, day). A number alone is never a key, since numbers start again; but
within the months around a report it names one session, which learns its day when a report tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from crawler import reference
from crawler.archive.database import insert
from crawler.archive.moments import day, stamp
from crawler.model import SessionRef

SEASON = timedelta(days=200)  # numbers start again by year at the earliest
SLIP = timedelta(days=30)  # two days told for one number of one body, at most so far apart
NEXT_DAY = timedelta(days=1)  # no body sits on two days running: the report took the day it was published


@dataclass(frozen=True, slots=True)
class Session:
    """A row of the registry, or a known session no report of which has come yet (`id` None)."""

    id: int | None
    body: str
    ordinal: int | None
    held: date | None  # the day
    label: str | None
    around: date | None = None

    @property
    def when(self) -> date | None:
        """The day, or the day around which it must have been."""
        return self.held or self.around


class Registry:
    """Sessions and their keys; every method runs inside the caller's transaction."""

    def __init__(self, db: Database, bodies: Mapping[str, str]) -> None:
        self.db = db
        self.bodies = bodies  # id to name

    def file(self, ref: SessionRef, appeared: date | None, now: datetime, word: str = "Phiên họp") -> int | None:
        """The id of the session a reference names, entered if it is new; None when it names neither day nor number."""
        told = day(ref.date)
        if told:
            return self._by_day(ref, told, now, word)
        if ref.ordinal is not None:
            return self._by_number(ref, appeared, now, word)
        return None

    def key(self, id: int | None) -> tuple[str | None, str | None]:
        """A session's key and title."""
        row = self.db.execute("SELECT key, title FROM session WHERE id = ?", [id]).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def drop_if_empty(self, id: int) -> None:
        """Forget a session that nothing is filed under any more."""
        used = "SELECT 1 FROM report WHERE session = :id UNION ALL SELECT 1 FROM notice WHERE session = :id"
        if not self.db.execute(used, {"id": id}).fetchone():
            self.db.execute("DELETE FROM session_alias WHERE session = ?", [id])
            self.db.execute("DELETE FROM session WHERE id = ?", [id])

    # --- by day ---

    def _by_day(self, ref: SessionRef, told: date, now: datetime, word: str) -> int:
        sessions = self._sessions(ref.body)
        found = (
            next((s for s in sessions if s.held == told), None)
            or self._of_that_number(sessions, ref, told)
            or next((s for s in sessions if _day_beside(s, ref, told)), None)
        )
        known = found or Session(None, ref.body, None, None, None)
        learnt = replace(
            known,
            held=known.held or told,
            ordinal=known.ordinal if known.ordinal is not None else ref.ordinal,
            label=known.label or ref.label,
            around=None,
        )
        id = self._enter(learnt, now, word) if learnt.id is None else learnt.id
        if learnt.id is not None and learnt != known:
            self._learn(id, learnt, word)
        self._join_numbered(id, learnt)
        return id

    def _of_that_number(self, sessions: list[Session], ref: SessionRef, told: date) -> Session | None:
        for session in sessions:
            if ref.ordinal is not None and session.ordinal == ref.ordinal:
                span = SLIP if session.held else SEASON
                if session.when is None or abs(session.when - told) <= span:
                    return session
        return None

    def _learn(self, id: int, session: Session, word: str) -> None:
        """What a report added: the day, and so the key; the number."""
        self.db.execute(
            "UPDATE session SET key = ?, date = ?, ordinal = ?, label = ?, title = ?, around = NULL WHERE id = ?",
            [_key(session), str(session.held), session.ordinal, session.label, self._title(session, word), id],
        )
        self._alias(_key(session), id)

    def _join_numbered(self, id: int, session: Session) -> None:
        """Take in what was filed under the number alone, before the day was known."""
        for other in self._rows(session.body):
            numbered = other.held is None and other.ordinal == session.ordinal is not None
            if other.id != id and numbered and _near(other.around, session.held):
                self._join(other.id, id)

    def _join(self, one: int | None, into: int) -> None:
        for table in ("report", "notice", "session_alias"):
            self.db.execute(f"UPDATE {table} SET session = ? WHERE session = ?", [into, one])
        self.db.execute("DELETE FROM session WHERE id = ?", [one])

    # --- by number ---

    def _by_number(self, ref: SessionRef, appeared: date | None, now: datetime, word: str) -> int:
        fitting = [
            s
            for s in self._sessions(ref.body)
            if s.ordinal == ref.ordinal
            and (ref.label is None or s.label in (None, ref.label))
            and _near(s.when, appeared)
        ]
        if len(fitting) > 1 and appeared:
            fitting.sort(key=lambda s: abs((s.when or date.min) - appeared))
            fitting = fitting[:1]
        found = fitting[0] if len(fitting) == 1 else None
        if found is None:
            found = Session(None, ref.body, ref.ordinal, None, ref.label, around=appeared)
        return found.id if found.id is not None else self._enter(found, now, word)

    # --- rows ---

    def _sessions(self, body: str) -> list[Session]:
        """The registry's sessions of a body, then the known ones that are not in it."""
        rows = self._rows(body)
        days = {row.held for row in rows}
        known = [
            Session(None, body, k.ordinal, date.fromisoformat(k.date), k.label)
            for k in reference.known_sessions()
            if k.body == body and date.fromisoformat(k.date) not in days
        ]
        return rows + known

    def _rows(self, body: str) -> list[Session]:
        rows = self.db.execute(
            "SELECT id, ordinal, date, label, around FROM session WHERE body = ? ORDER BY date, id", [body]
        ).fetchall()
        return [Session(id, body, number, day(held), label, day(near)) for id, number, held, label, near in rows]

    def _enter(self, session: Session, now: datetime, word: str) -> int:
        key = _key(session)
        if self.db.execute("SELECT 1 FROM session_alias WHERE key = ?", [key]).fetchone():
            key += f"-{(session.around or now).year}"  # the number has started again since
        id = insert(
            self.db,
            "session",
            key=key,
            body=session.body,
            ordinal=session.ordinal,
            date=_iso(session.held),
            label=session.label,
            title=self._title(session, word),
            around=_iso(session.around),
            added=stamp(now),
        )
        self._alias(key, id)
        return id

    def _alias(self, key: str, id: int) -> None:
        self.db.execute("INSERT INTO session_alias (key, session) VALUES (?, ?) ON CONFLICT DO NOTHING", [key, id])

    def _title(self, session: Session, word: str) -> str:
        """`Phiên họp lần thứ 9 Ủy ban Quốc gia về chuyển đổi số, 10/7/2024`."""
        for known in reference.known_sessions():
            if known.title and known.key == _key(session):
                return known.title
        number = session.label or _numbered(session.ordinal)
        name = self.bodies.get(session.body, session.body)
        told = f", {session.held.day}/{session.held.month}/{session.held.year}" if session.held else ""
        return " ".join(filter(None, ["Phiên họp" if number else word, number, name])) + told


def _key(session: Session) -> str:
    return SessionRef(session.body, session.ordinal, _iso(session.held)).key or session.body


def _numbered(ordinal: int | None) -> str:
    if ordinal is None:
        return ""
    return f"lần thứ {'nhất' if ordinal == 1 else ordinal}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _near(one: date | None, other: date | None) -> bool:
    """What is not known cannot be far."""
    return one is None or other is None or abs(one - other) <= SEASON


def _day_beside(session: Session, ref: SessionRef, told: date) -> bool:
    same_number = ref.ordinal is None or session.ordinal is None or ref.ordinal == session.ordinal
    return session.held is not None and same_number and abs(session.held - told) <= NEXT_DAY
