"""`divisions.csv`: the tree of divisions, parents in any order."""

from collections.abc import Sequence

from graph.language import say
from graph.registry.book import Known
from graph.registry.loading.context import Loading, word
from graph.registry.records import Record
from graph.words import DIVISION_KINDS, PARENT_KINDS, PartyKind

SHOWN = 6
"""How many codes of a cycle a fault shows."""

CODE_LENGTHS = (6, 9, 12)
"""Of the 统计用区划代码, for a county, a township and a village."""


def state_divisions(loading: Loading, records: Sequence[Record]) -> None:
    """Parents may come in any order, so the rows are stated from the province down."""
    first = {record["code"]: record for record in reversed(records)}
    levels: dict[PartyKind, list[Record]] = {kind: [] for kind in DIVISION_KINDS}
    for record in records:
        kind = word(record, "level", PartyKind, DIVISION_KINDS)
        if record.required("code") and first[record["code"]] is not record:
            record.fault("code", say("与第 {line} 行重复", line=first[record["code"]].line))
        if kind is not None and not record.faulty:
            levels[kind].append(record)
        else:
            loading.report.count(None)
    loops = _loops(first)
    for kind, found in levels.items():
        for record in found:
            if loop := loops.get(record["code"]):
                shown = " → ".join([*loop[:SHOWN], loop[0]] if len(loop) <= SHOWN else loop[:SHOWN])
                message = say("上级成环（共 {n} 个）：{codes}", n=len(loop), codes=shown)
                record.fault("parent_code", message)
            _division(loading, record, kind, first)


def _division(loading: Loading, record: Record, kind: PartyKind, first: dict[str, Record]) -> None:
    name = record.required("name")
    parent = _parent(loading, record, kind, first)
    loading.keeps_place(record, record["code"], kind, parent)
    if record.faulty or name is None:
        loading.report.count(None)
        return
    code = record["code"]
    official = code if code.isdigit() and len(code) in CODE_LENGTHS else None
    loading.report.count(loading.book.put_party(code, name, kind, parent, code=official)[1])


def _parent(
    loading: Loading, record: Record, kind: PartyKind, first: dict[str, Record]
) -> Known | None:
    code = record["parent_code"]
    if not code:
        if PARENT_KINDS[kind]:
            record.fault("parent_code", say("{kind}要有上级", kind=kind.chinese))
        return None
    if record.faulty:
        return None
    known = loading.book.parties.get(code)
    if known is None and code in first:
        level = first[code]["level"]
        if first[code].faulty:
            line = first[code].line
            message = say("上级 {code} 那一行（第 {line} 行）有错", code=code, line=line)
            record.fault("parent_code", message)
        else:
            record.fault("parent_code", _misplaced(kind, level, code))
    elif known is None:
        record.fault("parent_code", say("没有编码为 {code} 的行政区划", code=code))
    elif known.kind not in PARENT_KINDS[kind]:
        record.fault("parent_code", _misplaced(kind, known.kind.text, code))
    return known


def _misplaced(kind: PartyKind, level: str, code: str) -> str:
    return say("{kind} 不能在 {level} {code} 之下", kind=kind.text, level=level, code=code)


def _loops(first: dict[str, Record]) -> dict[str, list[str]]:
    """The cycle that each code is part of, for those that are; every row is walked once."""
    found: dict[str, list[str]] = {}
    walked: set[str] = set()
    for start in first:
        code, path = start, dict[str, None]()
        while code in first and code not in walked:
            walked.add(code)
            path[code] = None
            code = first[code]["parent_code"]
        if code in path:
            codes = list(path)
            loop = codes[codes.index(code) :]
            found |= dict.fromkeys(loop, loop)
    return found
