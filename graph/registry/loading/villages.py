"""`unnamed_villages.csv` and `designations.csv`."""

from graph.language import say
from graph.registry.cells import MAX_VILLAGES
from graph.registry.loading.context import Loading, word
from graph.registry.records import Record
from graph.registry.report import strongest
from graph.registry.shelf import Outcome
from graph.registry.villages import add_unnamed_village, close_designation, unnamed_villages
from graph.words import PARENT_KINDS, DesignationKind, PartyKind, Side


def state_unnamed_villages(loading: Loading, record: Record) -> Outcome | None:
    division, count = loading.division(record), record.number("count")
    kind = word(record, "kind", DesignationKind)
    span, source = loading.span(record), record.required("source")
    if division is not None and division.kind not in PARENT_KINDS[PartyKind.VILLAGE]:
        record.fault("division_code", say("待定名村要按乡镇或县登记"))
    if division is not None and division.side is not Side.RECIPIENT:
        record.fault("division_code", say("待定名村应在受援方"))
    if count is not None and count > MAX_VILLAGES:
        record.fault("count", say("一个乡镇或县的村数不应超过 {most}", most=MAX_VILLAGES))
    if record.required("count") is None or count is None or kind is None:
        return None
    if division is None or source is None or span is None or record.faulty:
        return None
    about = ("unnamed", division.key, kind.text, span.start.date if span.start else None)
    if not loading.says(record, "count", about, (count, span)):
        return None
    have = list(unnamed_villages(loading.book, division, kind, span))
    if len(have) > count:
        notice = say(
            "{division}已有 {have} 个待定名村，多于这里的 {count} 个，未作删减",
            division=division.name,
            have=len(have),
            count=count,
        )
        loading.report.notices.append(notice)
    outcomes = [close_designation(loading.book, village, kind, span) for village in have]
    if len(have) < count:
        source_id = loading.book.put_source(source)
        for _ in range(count - len(have)):
            add_unnamed_village(loading.book, division, kind, span, source_id)
        outcomes.append(Outcome.NEW)
    return strongest(outcomes)


def state_designations(loading: Loading, record: Record) -> Outcome | None:
    village, kind = loading.party(record, "village"), word(record, "kind", DesignationKind)
    span = loading.span(record)
    if village is not None and village.kind is not PartyKind.VILLAGE:
        record.fault("village", say("{name}不是村", name=village.name))
    elif village is not None and village.side is not Side.RECIPIENT:
        record.fault("village", say("{name}不在受援方", name=village.name))
    if village is None or kind is None or span is None or record.faulty:
        return None
    about = ("designation", village.key, kind.text, span.start.date if span.start else None)
    if not loading.says(record, "end", about, span):
        return None
    return loading.book.designation.put(village_id=village.id, kind=kind.text, **span.fields())[1]
