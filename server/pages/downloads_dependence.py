"""The list of dependence, and the villages that a withdrawal would lose, as tables."""

from collections.abc import Mapping

from graph.export.table import Table
from server.pages.asked import Asked
from server.pages.columns import Taken, list_table
from server.pages.dependence import choice, dependence_line, depending
from server.pages.dependence_columns import dependence_columns
from server.pages.list_columns import VILLAGES
from server.pages.villages import village_line
from server.pages.withdrawal import lost_villages, title_of, withdrawn


def dependence(asked: Asked) -> Table:
    chosen = choice(asked)
    lines = map(dependence_line(asked, chosen), depending(asked, chosen))
    places = [("范围", chosen.within), ("支援区", chosen.district)]
    name = f"只靠一个{chosen.grouping.chinese}的村"
    return list_table(name, dependence_columns(chosen.grouping), lines, _chosen(asked, places))


def withdrawal(asked: Asked) -> Table:
    """The village's donors are those of today, with those that would withdraw."""
    gone, name = withdrawn(asked), asked.snapshot.parties.name
    lines = map(village_line(asked), lost_villages(asked, gone).tolist())
    said = "连同其中的支援方" if gone.whole else "只算本身"
    parties = "、".join(map(name, gone.parties)) or "没有选"
    chosen = [*_chosen(asked, [("范围", gone.within)]), f"退出：{parties}", f"区划{said}"]
    return list_table(f"{title_of(asked, gone)}失去结对的村", VILLAGES, lines, chosen)


def _chosen(asked: Asked, places: list[tuple[str, int | None]]) -> list[str]:
    name = asked.snapshot.parties.name
    exited = ["含已退出"] if asked.view.exited else []
    named = [f"{what}：{name(row)}" for what, row in places if row is not None]
    return [f"截至 {asked.date}", f"目标村：{asked.view.target.chinese}", *exited, *named]


DEPENDENCES: Mapping[str, Taken] = {
    "/dependence": dependence,
    "/dependence/withdrawal": withdrawal,
}
