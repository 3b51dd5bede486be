"""Coverage over time, what became of villages and what happened, as tables."""

from collections.abc import Mapping

from graph.export.table import Table
from server.pages import time_columns as columns
from server.pages.asked import Asked
from server.pages.changes import change_line, changes_of
from server.pages.columns import Taken, list_table
from server.pages.happenings import chosen, happening_line
from server.pages.interval import settled
from server.pages.series import series_line, series_of, title_of


def series(asked: Asked) -> Table:
    asked = settled(asked)
    held = series_of(asked)
    lines = map(series_line(asked, held), range(len(held.days)))
    filters = [*_between(asked, str(held.since), held.within), "按季度，最后一行是截至日"]
    return list_table(title_of(asked, held), columns.SERIES, lines, filters)


def changes(asked: Asked) -> Table:
    asked = settled(asked)
    held = changes_of(asked)
    lines = map(change_line(asked, held), range(len(held.listed.rows)))
    words = (("原来", held.was), ("现在", held.now), ("变化", held.kinds))
    narrowed = [
        f"{what}：{'、'.join(word.chinese for word in chosen)}" for what, chosen in words if chosen
    ]
    filters = [*_between(asked, str(held.since), held.within), *narrowed]
    return list_table(f"{asked.target}变化", columns.CHANGES, lines, filters)


def happened(asked: Asked) -> Table:
    asked = settled(asked)
    held = chosen(asked)
    lines = map(happening_line(asked, held.found), range(len(held.found)))
    filters = _between(asked, str(held.since), held.within)
    filters += [kind.chinese for kind in held.kinds]
    return list_table("其间发生", columns.HAPPENINGS, lines, filters)


def _between(asked: Asked, since: str, within: int | None) -> list[str]:
    place = [] if within is None else [f"范围：{asked.snapshot.parties.name(within)}"]
    exited = ["含已退出"] if asked.view.exited else []
    days = f"从 {since} 到 {asked.date}"
    return [days, f"目标村：{asked.view.target.chinese}", *exited, *place]


TIMES: Mapping[str, Taken] = {
    "/series": series,
    "/changes": changes,
    "/changes/happenings": happened,
}
