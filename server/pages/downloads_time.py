"""Coverage over time, what became of villages and what happened, as tables."""

from collections.abc import Mapping

from graph.export.table import Table
from graph.language import joined, say
from server.pages import time_columns as columns
from server.pages.asked import Asked
from server.pages.changes import change_line
from server.pages.changes_scope import changes_of
from server.pages.columns import Taken, list_table
from server.pages.happenings import chosen, happening_line
from server.pages.interval import settled
from server.pages.series import series_line, series_of, title_of


def series(asked: Asked) -> Table:
    asked = settled(asked)
    held = series_of(asked)
    lines = map(series_line(asked, held), range(len(held.days)))
    filters = [*_between(asked, str(held.since), held.within), say("按季度，最后一行是截至日")]
    return list_table(title_of(asked, held), columns.SERIES, lines, filters)


def changes(asked: Asked) -> Table:
    asked = settled(asked)
    held = changes_of(asked)
    lines = map(change_line(asked, held), range(len(held.listed.rows)))
    words = ((say("原来"), held.was), (say("现在"), held.now), (say("变化"), held.kinds))
    narrowed = [
        say("{what}：{words}", what=what, words=joined(word.chinese for word in chosen))
        for what, chosen in words
        if chosen
    ]
    district = held.scope.district
    if district is not None:
        name = asked.snapshot.parties.name(district)
        narrowed.append(say("支援区：{name}（两天里结对的县和乡镇）", name=name))
    narrowed += [say("不明乡镇")] if held.direct else []
    filters = [*_between(asked, str(held.since), held.within), *narrowed]
    return list_table(say("{whose}变化", whose=asked.target), columns.CHANGES, lines, filters)


def happened(asked: Asked) -> Table:
    asked = settled(asked)
    held = chosen(asked)
    lines = map(happening_line(asked, held.found), range(len(held.found)))
    filters = _between(asked, str(held.since), held.within)
    filters += [kind.chinese for kind in held.kinds]
    return list_table(say("其间发生"), columns.HAPPENINGS, lines, filters)


def _between(asked: Asked, since: str, within: int | None) -> list[str]:
    place: list[str] = []
    if within is not None:
        name = asked.snapshot.parties.name(within)
        place.append(say("{what}：{words}", what=say("范围"), words=name))
    exited = [say("含已退出")] if asked.view.exited else []
    days = say("从 {since} 到 {until}", since=since, until=asked.date)
    target = say("目标村：{target}", target=asked.view.target.chinese)
    return [days, target, *exited, *place]


TIMES: Mapping[str, Taken] = {
    "/series": series,
    "/changes": changes,
    "/changes/happenings": happened,
}
