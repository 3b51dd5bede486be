"""What the map says."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.analysis.coverage import View
from graph.language import joined, say
from graph.network.snapshot import Snapshot
from graph.seats import bearing, kilometres, wind
from graph.words import Stage
from server.pictures.map.contents import Contents, County
from server.pictures.picture import TYPES, Style, name_width, shown_width
from server.pictures.text import clean, fit, run_on
from server.pictures.wording import TARGET, date_said

NARROWEST = 56
"""px for the numbers of a county with a short name."""
NAME_LIMIT = 98
"""px for a name: seven Han characters."""
NO_REGION = "直辖"
"""In the register's placeholders for a prefecture where there is none."""


@dataclass(frozen=True)
class Words:
    snapshot: Snapshot
    view: View
    contents: Contents

    @property
    def target(self) -> str:
        return TARGET[self.view.target]

    @property
    def day(self) -> str:
        return date_said(self.view.day)

    @property
    def donor(self) -> str:
        """Whose pairings they are."""
        return self._name(self.contents.district, self._donor_side())

    def title(self) -> str:
        return say("{donor}结对示意图　{day}", donor=self.donor, day=self.day)

    def about(self) -> str:
        contents = self.contents
        if not contents.counties:
            return self._nothing()
        return run_on((say("{text}。", text=self._pairings()), self._villages()))

    def sentences(self) -> Iterator[str]:
        """What it shows, and how distances are to be read."""
        yield self.about()
        if self.contents.placed:
            yield say("示意图：方向大致不变，距离按对数压缩，密处的县略有移动；没有行政区划界线。")

    def notes(self) -> Iterator[str]:
        contents = self.contents
        if contents.above:
            yield say(
                "另有{n:,}条结对关系的受援方在县以上，不属于哪个县，图上没有。", n=contents.above
            )
        shown = len(contents.shown_beside)
        if shown < len(contents.beside):
            yield say(
                "没有坐标的县列出{shown}/{n:,}个，未结对的村多的在先；其余见网页上的表。",
                shown=shown,
                n=len(contents.beside),
            )

    def beside(self) -> str:
        return say("没有坐标的{n:,}个县，不在图上", n=len(self.contents.beside))

    def county(self, county: County) -> str:
        """What a screen reader says of it: what is seen, and then all its numbers."""
        name, short = self.snapshot.parties.name(county.row), self.short(county)
        whole = "" if name == short else name
        seen = say("{name} {numbers}", name=short, numbers=self.numbers(county))
        pairings = say("结对关系{n:,}条", n=county.pairings)
        parts = (seen, whole, self._way(county), self._counts(county), pairings)
        return joined(filter(None, parts), say("，"))

    def short(self, county: County) -> str:
        """The name as it stands on the map, cut where there is no alias that is short enough."""
        kind = TYPES[Style.PLACE]
        return fit(short_name(self.snapshot, county.row), NAME_LIMIT, kind.size, kind.bold)

    def numbers(self, county: County) -> str:
        """What stands below its name, as much as has room: what is missing, or else covered."""
        found = county.coverage
        if not found.total:
            return say("未列村")
        said: list[str] = (
            [
                say("缺{n}/{total}", n=county.open, total=found.total),
                say("缺{n}", n=county.open),
                f"{county.open}",
            ]
            if county.open
            else [f"{found.covered}/{found.total}", say("{n}村", n=found.total)]
        )
        room = max(name_room(self.snapshot, county.row), NARROWEST)
        return next((it for it in said if name_width(it, Style.ALERT_NOTE) <= room), said[-1])

    def region(self, row: int) -> str:
        return " ".join(regions_of(self.snapshot, row))

    def farthest(self) -> float:
        """km from the centre to the farthest county on the map; 0 when there is none."""
        center = self.contents.center
        seats = (county.seat for county in self.contents.placed)
        return max((kilometres(center, it) for it in seats if center and it), default=0)

    def middle(self) -> str:
        """What a screen reader says of the centre."""
        return self._pairings()

    def _nothing(self) -> str:
        where = self._name(self.contents.within, "")
        return say(
            "{day}{donor}{where}没有有效的结对关系，"
            "也没有要显示的县。请登记或导入结对关系，也可以另选日期或条件。",
            day=self.day,
            donor=self.donor,
            where=say("在{place}", place=where) if where else "",
        )

    def _pairings(self) -> str:
        contents = self.contents
        alone = len(contents.counties) - contents.paired
        said = say(
            "{donor}结对{n:,}个县，{pairings:,}条结对关系",
            donor=self.donor,
            n=contents.paired,
            pairings=contents.pairings,
        )
        if not alone:
            return said
        return joined((said, say("另有{n:,}个县还没有结对关系", n=alone)), say("；"))

    def _villages(self) -> str:
        contents = self.contents
        if not contents.total:
            return say("这些县没有列出{target}。", target=self.target)
        return say(
            "{target}{total:,}个：已结对{covered:,}，"
            "已列任务{planned:,}，未结对也未列任务{open:,}。",
            target=self.target,
            total=contents.total,
            covered=contents.covered,
            planned=contents.planned,
            open=contents.open,
        )

    def _way(self, county: County) -> str:
        center, seat = self.contents.center, county.seat
        if center is None or seat is None:
            return say("没有坐标")
        away, side = kilometres(center, seat), wind(bearing(center, seat))
        return say("{side}{n:,.0f}公里", side=side, n=away)

    def _counts(self, county: County) -> str:
        found = county.coverage
        if not found.total:
            return ""
        counts = (
            say("已结对{n:,}", n=found.covered) if found.covered else "",
            say("已列任务{n:,}", n=found.planned) if found.planned else "",
            say("缺{n:,}", n=county.open) if county.open else "",
        )
        return say(
            "{target}{total:,}个：{counts}",
            target=self.target,
            total=found.total,
            counts=joined(filter(None, counts), say("，")),
        )

    def _donor_side(self) -> str:
        parties = self.snapshot.parties
        return next((parties.name(row) for row in parties.roots() if parties.is_donor(row)), "")

    def _name(self, row: int | None, otherwise: str) -> str:
        return otherwise if row is None else self.snapshot.parties.name(row)


def regions_of(snapshot: Snapshot, row: int) -> list[str]:
    """The province and the prefecture that a county lies in."""
    above = map(snapshot.parties.name, snapshot.parties.ancestors(row))
    return [name for name in above if NO_REGION not in name]


def prefecture_of(snapshot: Snapshot, row: int) -> str:
    """What it lies in directly, or else in which province."""
    return next(reversed(regions_of(snapshot, row)), "")


def name_room(snapshot: Snapshot, row: int) -> int:
    """How wide a county's name is as it is shown."""
    return shown_width(short_name(snapshot, row), Style.PLACE, NAME_LIMIT)


def short_name(snapshot: Snapshot, row: int) -> str:
    """The name, or the first alias that is short enough where that is too long."""
    names = (snapshot.parties.name(row), *snapshot.parties.aliases(row))
    fitting = (name for name in names if name_width(name, Style.PLACE) <= NAME_LIMIT)
    return next(fitting, clean(names[0]))


STAGES = {
    Stage.SIGNED: say("已签订"),
    Stage.PLANNED: say("已列任务"),
    Stage.NEGOTIATING: say("协商中"),
}
