"""The list of dependence, and the villages that a withdrawal would lose, as tables."""

from collections.abc import Mapping, Sequence

from graph.export.table import Table
from graph.language import joined, say
from graph.words import Cover
from server.pages.asked import Asked
from server.pages.columns import Taken, list_table
from server.pages.dependence import ONE, choice, dependence_line, depending
from server.pages.dependence_columns import dependence_columns
from server.pages.list_columns import LOST
from server.pages.withdrawal import lost_line, lost_villages, title_of, withdrawn


def dependence(asked: Asked) -> Table:
    chosen = choice(asked)
    lines = map(dependence_line(asked, chosen), depending(asked, chosen))
    places = [(say("范围"), chosen.within), (say("支援区"), chosen.district)]
    name = say("只靠一个{what}的村", what=ONE[chosen.grouping])
    return list_table(name, dependence_columns(chosen.grouping), lines, _chosen(asked, places))


def withdrawal(asked: Asked) -> Table:
    """The village's donors are those of today, with those that would withdraw."""
    gone, name = withdrawn(asked), asked.snapshot.parties.name
    lost = lost_villages(asked, gone)
    lines = map(lost_line(asked, lost), lost.rows.tolist())
    parties = joined(map(name, gone.parties)) or say("没有选")
    chosen = [
        *_chosen(asked, [(say("范围"), gone.within)]),
        say("退出：{parties}", parties=parties),
        say("区划连同其中的支援方") if gone.whole else say("区划只算本身"),
    ]
    falls = joined(cover.chinese for cover in asked.words("cover", Cover))
    chosen += [say("退出后：{covers}", covers=falls)] if falls else []
    title = say("{what}失去结对的村", what=title_of(asked, gone))
    return list_table(title, LOST, lines, chosen)


def _chosen(asked: Asked, places: Sequence[tuple[str, int | None]]) -> list[str]:
    name = asked.snapshot.parties.name
    exited = [say("含已退出")] if asked.view.exited else []
    named = [
        say("{what}：{words}", what=what, words=name(row))
        for what, row in places
        if row is not None
    ]
    target = say("目标村：{target}", target=asked.view.target.chinese)
    return [say("截至 {day}", day=asked.date), target, *exited, *named]


DEPENDENCES: Mapping[str, Taken] = {
    "/dependence": dependence,
    "/dependence/withdrawal": withdrawal,
}
