"""Who changed what and when, as pages tell it: parties by name, days as they were known."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.days import BEIJING, Day
from graph.language import say, say_as
from graph.network.snapshot import NOWHERE
from graph.registry.audit import Value
from graph.registry.history import Change, History, pairing_history, party_history
from graph.registry.mentioned import NAMING, Mentioned
from graph.registry.subjects import SUBJECTS
from graph.words import DesignationKind, Measure, PartyKind, Precision, Role, Side, Stage, Word
from server.pages.asked import Asked, Ref

SIZE = 10
ACTIONS = {"insert": say("登记"), "amend": say("修改"), "retract": say("撤回")}
FIELDS = {
    "donor_id": say("支援方"),
    "recipient_id": say("受援方"),
    "village_id": say("村"),
    "stage": say("阶段"),
    "negotiating_villages": say("村级协商中"),
    "start_day": say("起"),
    "end_day": say("止"),
    "lead_id": say("责任单位"),
    "partner_id": say("协作单位"),
    "programme": say("帮扶渠道"),
    "agreement": say("协议编号"),
    "note": say("备注"),
    "follows_id": say("承接哪一条"),
    "source_id": say("来源"),
    "retracted": say("撤回"),
    "key": say("编号"),
    "code": say("编码"),
    "name": say("名称"),
    "kind": say("类型"),
    "side": say("一侧"),
    "parent_id": say("所在"),
    "resolved_to_id": say("定名为"),
    "document": say("文件"),
    "place": say("位置"),
    "named": say("已定名"),
    "alias": say("又名"),
    "villages": say("村数"),
    "year": say("年"),
    "households": say("户"),
    "persons": say("人"),
    "poor_villages": say("贫困村"),
    "planned_exit_year": say("计划退出"),
    "moment": say("时点"),
    "incidence": say("发生率"),
    "cause": say("原因"),
    "item": say("指标"),
    "measure": say("台账口径"),
    "quantity": say("数量"),
    "unit": say_as("of a quantity", "单位"),
    "login": say("登录名"),
    "role": say("角色"),
    "division_id": say("所属区县"),
    "disabled": say("停用"),
}
"""What a reader wants to know; versions, ids and spellings for searching are left out."""
FLAGS = ("negotiating_villages", "named", "retracted", "disabled")
WORDS: Mapping[tuple[str, str], type[Word]] = {
    ("pairing", "stage"): Stage,
    ("party", "kind"): PartyKind,
    ("party", "side"): Side,
    ("designation", "kind"): DesignationKind,
    ("claim", "measure"): Measure,
    ("account", "role"): Role,
}


TOLD_ALREADY = {
    (subject, "division_id") for subject in ("poverty", "printed_rate", "cause", "claim")
}
"""What a change is of is said beside it."""


class Before(NamedTuple):
    """One field of a change; empty texts stand for nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """`what` leads to the pairing or the party that changed, when it is still there; `batch` to
    all that was changed with it, if it is known."""

    seq: int
    at: str
    who: str
    batch: Ref | None
    action: str
    what: Ref
    fields: tuple[Before, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class HistoryPart:
    """Changes `first` to `last` of `total`, newest first, counted from 1."""

    total: int
    first: int
    last: int
    lines: tuple[ChangeLine, ...]
    newer: str
    older: str


def pairing_part(asked: Asked, row: int) -> HistoryPart | None:
    id_ = asked.snapshot.pairings.id.at[row]
    return _part(asked, lambda first: _read(asked, pairing_history, id_, first))


def party_part(asked: Asked, row: int) -> HistoryPart | None:
    id_ = asked.snapshot.parties.id.at[row]
    return _part(asked, lambda first: _read(asked, party_history, id_, first))


def _read(asked: Asked, history: Callable[..., History], id_: int, first: int) -> History:
    assert asked.database is not None
    with asked.database.read() as connection:
        return history(connection, id_, first, SIZE)


def _part(asked: Asked, read: Callable[[int], History]) -> HistoryPart | None:
    if asked.database is None:
        return None
    number = asked.page("changes")
    first = (number - 1) * SIZE
    history = read(first)
    shown = len(history.changes)
    return HistoryPart(
        history.total,
        first + 1 if shown else 0,
        first + shown,
        change_lines(asked, history),
        asked.again(changes=number - 1) if number > 1 else "",
        asked.again(changes=number + 1) if first + shown < history.total else "",
    )


def change_lines(asked: Asked, history: History) -> tuple[ChangeLine, ...]:
    return tuple(_line(asked, history, change) for change in history.changes)


def _line(asked: Asked, history: History, change: Change) -> ChangeLine:
    batch = None
    if change.batch_id is not None:
        batch = Ref(
            say("第 {number} 批", number=change.batch_id),
            asked.urls.batch(change.batch_id),
            change.batch or "",
        )
    return ChangeLine(
        change.seq,
        moment(change.at),
        change.who,
        batch,
        ACTIONS[change.action],
        _what(asked, history, change),
        tuple(_fields(asked, history, change)),
        change.before is None,
    )


def moment(at: str) -> str:
    """A moment of the audit as clocks in Beijing show it."""
    return datetime.datetime.fromisoformat(at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def _what(asked: Asked, history: History, change: Change) -> Ref:
    mentioned, about = history.mentioned, history.mentioned.about(change)
    names = _named([one.name[:20] for one in about])
    if change.subject == "pairing":
        key, row = mentioned.pairings.get(change.subject_id, ""), change.subject_id
        there = asked.snapshot.pairings.row_of(row) is not None
        return Ref(names, asked.urls.pairing(key) if there else "", key[:80])
    subject = SUBJECTS.get(change.subject, change.subject)
    if change.subject == "account":
        login = mentioned.accounts.get(change.subject_id, "")
        return Ref(say("{subject} {name}", subject=subject, name=login), "")
    if not about or about[0].key == asked.key:
        return Ref(subject, "")
    (owner, *_) = mentioned.owners[change.subject, change.subject_id]
    there = party_row(asked, owner) != NOWHERE
    href = asked.urls.party(about[0].key) if there else ""
    return Ref(say("{subject} {name}", subject=subject, name=names), href, about[0].key[:80])


def _named(names: Sequence[str]) -> str:
    if len(names) == 2:
        return say("{donor}支援{recipient}", donor=names[0], recipient=names[1])
    return "".join(names)


def _fields(asked: Asked, history: History, change: Change) -> Iterator[Before]:
    before = change.before or {}
    for name, label in FIELDS.items():
        if name not in change.after or (change.subject, name) in TOLD_ALREADY:
            continue
        old, new = (
            written(asked, change.subject, each, name, history.mentioned)
            for each in (before, change.after)
        )
        if old or new:
            yield Before(label, old, new)


def written(
    asked: Asked,
    subject: str,
    fields: Mapping[str, Value],
    name: str,
    mentioned: Mentioned | None = None,
) -> str:
    """A column's value in words; empty for none. What is `mentioned` may be taken back by now."""
    value = fields.get(name)
    if value is None:
        return ""
    if name in NAMING:
        return _party(asked, int(str(value)), mentioned)
    if name in ("start_day", "end_day"):
        return _day(str(value), fields.get(name.replace("day", "precision")))
    if name == "source_id":
        return "" if mentioned is None else mentioned.documents.get(int(str(value)), "")
    if name == "follows_id":
        return "" if mentioned is None else mentioned.pairings.get(int(str(value)), "")
    return _plain(subject, name, value)


def _plain(subject: str, name: str, value: Value) -> str:
    if name in FLAGS:
        return say("是") if value else say("否")
    word = WORDS.get((subject, name))
    return word.named(str(value)).chinese if word else str(value)


def _party(asked: Asked, id_: int, mentioned: Mentioned | None) -> str:
    if mentioned is not None and id_ in mentioned.parties:
        return mentioned.parties[id_].name[:60]
    row = party_row(asked, id_)
    return f"#{id_}" if row == NOWHERE else asked.snapshot.parties.name(row)[:60]


def party_row(asked: Asked, id_: int) -> int:
    """NOWHERE for a party that no longer counts."""
    rows = asked.snapshot.parties.row_of_id.at
    return rows[id_] if id_ < len(rows) else NOWHERE


def _day(text: str, precision: Value) -> str:
    day = datetime.date.fromisoformat(text)
    return str(Day(day, Precision.named(str(precision or "day"))))
