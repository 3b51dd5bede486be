"""What recipient counties have proposed about their own villages, and what became of it.

Commands on it are in `graph.registry.suggesting`. Nothing of it is in the ledger before somebody
who may accepts it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from graph.errors import NotFound
from graph.language import say
from graph.registry.tables import account, party, suggestion


class Proposed(Enum):
    """What is proposed, as SQL holds it, and its Chinese name."""

    NAME = "name", say("定名")
    DESIGNATE = "designate", say("认定")
    EXIT = "exit", say("退出")

    def __init__(self, text: str, chinese: str) -> None:
        self.text = text
        self.chinese = chinese


class Decision(Enum):
    OPEN = "open", say("待处理")
    ACCEPTED = "accepted", say("已采纳")
    DECLINED = "declined", say("未采纳")

    def __init__(self, text: str, chinese: str) -> None:
        self.text = text
        self.chinese = chinese


PROPOSED = {each.text: each for each in Proposed}
DECISIONS = {each.text: each for each in Decision}
VILLAGES = ("unnamed", "village")
"""What of a proposal holds the key of a village."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`about` has the keys of villages, the days, and what it rests on (`source`); `at` and
    `decided_at` are UTC, ISO 8601. `county_id` is the SQL id of the county with the key `county`.
    """

    id: int
    at: str
    who: str
    county: str
    county_id: int
    proposed: Proposed
    about: Mapping[str, str]
    note: str
    decision: Decision
    decided_by: str
    decided_at: str
    reason: str
    batch_id: int | None

    @property
    def is_open(self) -> bool:
        return self.decision is Decision.OPEN


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which suggestions are looked for; None for any. Counties are given by SQL id, `villages` by
    the keys that a village has or had."""

    decision: Decision | None = None
    proposed: Proposed | None = None
    county: int | None = None
    counties: Collection[int] | None = None
    villages: Sequence[str] | None = None

    def matches(self) -> ColumnElement[bool]:
        s = suggestion.c
        conditions: list[ColumnElement[bool]] = [true()]
        if self.decision is not None:
            conditions.append(s.state == self.decision.text)
        if self.proposed is not None:
            conditions.append(s.kind == self.proposed.text)
        if self.county is not None:
            conditions.append(s.county_id == self.county)
        if self.counties is not None:
            conditions.append(s.county_id.in_(self.counties))
        if self.villages is not None:
            conditions.append(or_(*map(_speaks_of, self.villages)))
        return and_(*conditions)


ANY = Wanted()


def list_suggestions(
    connection: Connection, first: int, size: int, wanted: Wanted = ANY
) -> tuple[int, Sequence[Suggestion]]:
    """How many there are, and `size` of them from the one numbered `first` on, newest first."""
    chosen = wanted.matches()
    total = connection.scalar(select(func.count()).select_from(suggestion).where(chosen)) or 0
    page = _told().where(chosen).order_by(suggestion.c.id.desc()).offset(first).limit(size)
    return total, [_read(row) for row in connection.execute(page)]


def find_suggestion(connection: Connection, suggestion_id: int) -> Suggestion:
    """Raises NotFound."""
    row = connection.execute(_told().where(suggestion.c.id == suggestion_id)).first()
    if row is None:
        raise NotFound(say("没有第 {suggestion_id} 条建议", suggestion_id=suggestion_id))
    return _read(row)


def heard_counties(connection: Connection) -> Mapping[int, int]:
    """The SQL ids of the counties that have ever proposed something, and how many of it waits."""
    s = suggestion.c
    waits = func.count().filter(s.state == Decision.OPEN.text)
    found = connection.execute(select(s.county_id, waits.label("waits")).group_by(s.county_id))
    return {row.county_id: row.waits for row in found}


def as_text(about: Mapping[str, str]) -> str:
    """The one way in which a proposal is written into its row."""
    return json.dumps(dict(about), ensure_ascii=False, sort_keys=True)


def _speaks_of(key: str) -> ColumnElement[bool]:
    """Is a village with this key what the proposal is about? Quotes inside of texts are escaped in
    JSON, so that a field's name and value can stand nowhere else."""
    pairs = (as_text({field: key})[1:-1] for field in VILLAGES)
    return or_(*(suggestion.c.about.contains(pair, autoescape=True) for pair in pairs))


def _told() -> Any:
    return (
        select(suggestion, account.c.name.label("who"), party.c.key.label("county"))
        .join_from(suggestion, account, account.c.id == suggestion.c.account_id)
        .join(party, party.c.id == suggestion.c.county_id)
    )


def _read(row: Row[Any]) -> Suggestion:
    decided = (row.decided_by or "", row.decided_at or "", row.reason or "")
    return Suggestion(
        *(row.id, row.at, row.who, row.county, row.county_id, PROPOSED[row.kind]),
        *(json.loads(row.about), row.note or "", DECISIONS[row.state], *decided),
        row.batch_id,
    )
