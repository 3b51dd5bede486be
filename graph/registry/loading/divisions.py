"""`divisions.csv`: the tree of divisions, parents in any order."""

from collections.abc import Sequence

from graph.registry.book import Known
from graph.registry.loading.context import Loading, word
from graph.registry.records import Record
from graph.words import DIVISION_KINDS, PARENT_KINDS, PartyKind

CODE_LENGTHS = (6, 9, 12)
"""Of the 统计用区划代码, for a county, a township and a village."""


def state_divisions(loading: Loading, records: Sequence[Record]) -> None:
    """Parents may come in any order, so the rows are stated from the province down."""
    first = {record["code"]: record for record in reversed(records)}
    levels: dict[PartyKind, list[Record]] = {kind: [] for kind in DIVISION_KINDS}
    for record in records:
        kind = word(record, "level", PartyKind, DIVISION_KINDS)
        if record.required("code") and first[record["code"]] is not record:
            record.fault("code", f"与第 {first[record['code']].line} 行重复")
        if kind is not None and not record.faulty:
            levels[kind].append(record)
        else:
            loading.report.count(None)
    for kind, found in levels.items():
        for record in found:
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
            record.fault("parent_code", f"{kind.chinese}要有上级")
        return None
    if loop := _loop(record, first):
        record.fault("parent_code", f"上级成环：{' → '.join(loop)}")
        return None
    known = loading.book.parties.get(code)
    if known is None and code in first:
        level = first[code]["level"]
        if first[code].faulty:
            record.fault("parent_code", f"上级 {code} 那一行（第 {first[code].line} 行）有错")
        else:
            record.fault("parent_code", f"{kind.text} 不能在 {level} {code} 之下")
    elif known is None:
        record.fault("parent_code", f"没有编码为 {code} 的行政区划")
    elif known.kind not in PARENT_KINDS[kind]:
        record.fault("parent_code", f"{kind.text} 不能在 {known.kind.text} {code} 之下")
    return known


def _loop(record: Record, first: dict[str, Record]) -> list[str]:
    """The codes of a cycle that this row's parents run into and that it is part of."""
    path = [record["code"]]
    above: Record | None = first.get(record["parent_code"])
    while above is not None and above["code"] not in path:
        path.append(above["code"])
        above = first.get(above["parent_code"])
    return [*path, record["code"]] if above is not None and above["code"] == path[0] else []
