"""Who changed what and when, as pages tell it: parties by name, days as they were known."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.days import BEIJING, Day
from graph.network.snapshot import NOWHERE
from graph.registry.audit import Value
from graph.registry.history import Change, History, pairing_history, party_history
from graph.words import DesignationKind, PartyKind, Precision, Side, Stage, Word
from server.pages.asked import Asked, Ref

SIZE = 10
ACTIONS = {"insert": "登记", "amend": "修改", "retract": "撤回"}
SUBJECTS = {
    "party": "主体",
    "alias": "又名",
    "capacity": "可结对村数",
    "designation": "认定",
    "pairing": "结对关系",
    "poverty": "贫困数据",
    "printed_rate": "贫困发生率",
    "cause": "致贫原因",
}
FIELDS = {
    "donor_id": "支援方",
    "recipient_id": "受援方",
    "stage": "阶段",
    "negotiating_villages": "村级协商中",
    "start_day": "起",
    "end_day": "止",
    "lead_id": "责任单位",
    "partner_id": "协作单位",
    "programme": "帮扶渠道",
    "agreement": "协议编号",
    "note": "备注",
    "follows_id": "承接哪一条",
    "source_id": "来源",
    "retracted": "撤回",
    "key": "编号",
    "code": "编码",
    "name": "名称",
    "kind": "类型",
    "side": "一侧",
    "parent_id": "所在",
    "named": "已定名",
    "alias": "又名",
    "villages": "村数",
    "year": "年",
    "households": "户",
    "persons": "人",
    "poor_villages": "贫困村",
    "planned_exit_year": "计划退出",
    "moment": "时点",
    "incidence": "发生率",
    "cause": "原因",
}
"""What a reader wants to know; versions, ids and spellings for searching are left out."""
PARTIES = ("donor_id", "recipient_id", "lead_id", "partner_id", "parent_id")
FLAGS = ("negotiating_villages", "named", "retracted")
WORDS: Mapping[tuple[str, str], type[Word]] = {
    ("pairing", "stage"): Stage,
    ("party", "kind"): PartyKind,
    ("party", "side"): Side,
    ("designation", "kind"): DesignationKind,
}


class Before(NamedTuple):
    """One field of a change; empty texts stand for nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """`what` leads to the pairing that changed, when it is one."""

    at: str
    who: str
    batch: str
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
    at = datetime.datetime.fromisoformat(change.at).astimezone(BEIJING)
    return ChangeLine(
        at.strftime("%Y-%m-%d %H:%M"),
        change.who,
        change.batch or "",
        ACTIONS[change.action],
        _what(asked, change),
        tuple(_fields(asked, history, change)),
        change.before is None,
    )


def _what(asked: Asked, change: Change) -> Ref:
    pairings, parties = asked.snapshot.pairings, asked.snapshot.parties
    subject = SUBJECTS.get(change.subject, change.subject)
    row = pairings.row_of(change.subject_id) if change.subject == "pairing" else None
    if row is None:
        return Ref(subject, "")
    names = (parties.name(end.at[row])[:20] for end in (pairings.donor, pairings.recipient))
    return Ref("支援".join(names), asked.urls.pairing(pairings.key(row)))


def _fields(asked: Asked, history: History, change: Change) -> Iterator[Before]:
    before = change.before or {}
    for name, label in FIELDS.items():
        if name not in change.after:
            continue
        old, new = (
            written(asked, history.documents, change.subject, each, name)
            for each in (before, change.after)
        )
        if old or new:
            yield Before(label, old, new)


def written(
    asked: Asked,
    documents: Mapping[int, str],
    subject: str,
    fields: Mapping[str, Value],
    name: str,
) -> str:
    """A column's value in words; empty for none."""
    value = fields.get(name)
    if value is None:
        return ""
    if name in PARTIES:
        return _party(asked, int(str(value)))
    if name in ("start_day", "end_day"):
        return _day(str(value), fields.get(name.replace("day", "precision")))
    if name == "source_id":
        return documents.get(int(str(value)), "")
    return _plain(asked, subject, name, value)


def _plain(asked: Asked, subject: str, name: str, value: Value) -> str:
    if name == "follows_id":
        row = asked.snapshot.pairings.row_of(int(str(value)))
        return "" if row is None else asked.snapshot.pairings.key(row)
    if name in FLAGS:
        return "是" if value else "否"
    word = WORDS.get((subject, name))
    return word.named(str(value)).chinese if word else str(value)


def _party(asked: Asked, id_: int) -> str:
    parties = asked.snapshot.parties
    row = parties.row_of_id.at[id_] if id_ < len(parties.row_of_id.at) else NOWHERE
    return f"#{id_}" if row == NOWHERE else parties.name(row)[:60]


def _day(text: str, precision: Value) -> str:
    day = datetime.date.fromisoformat(text)
    return str(Day(day, Precision.named(str(precision or "day"))))
