"""What a picture says: its sentences, and the names that screen readers hear."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.coverage import View, coverage, donors_of
from graph.days import date_of
from graph.network.snapshot import Snapshot
from graph.words import Cover, PartyKind, Stage, VillageTarget
from server.pictures.contents import Contents, County, Gift, Place
from server.pictures.picture import NAME_LIMIT, Style, name_width

OPEN = (Cover.TOWNSHIP_ONLY, Cover.COUNTY_ONLY, Cover.NONE)
"""Neither paired nor promised: what still needs a donor."""
TARGET = {VillageTarget.DEEP_POVERTY: "深度贫困村", VillageTarget.POOR: "贫困村"}
NAMED = 3
MOST_SQUARES = 150


def state_of(cover: Cover) -> str:
    return "open" if cover in OPEN else cover.text


def stage_class(gift: Gift) -> str:
    return gift.stage.text + (" direct" if gift.direct else "")


class CountyLine(NamedTuple):
    text: str
    counts: bool = False
    """Does it count villages, which a list then shows?"""


@dataclass(frozen=True)
class Wording:
    snapshot: Snapshot
    view: View
    contents: Contents

    @property
    def target(self) -> str:
        return TARGET[self.view.target]

    @property
    def day(self) -> str:
        date = date_of(self.view.day)
        return f"{date.year}年{date.month}月{date.day}日" if date else ""

    def name(self, party: int) -> str:
        return self.snapshot.parties.name(party)

    def short(self, party: int) -> str:
        """The name, or an alias where only that fits into a column."""
        names = (self.name(party), *self.snapshot.parties.aliases(party))
        fitting = (name for name in names if name_width(name, Style.PLACE) <= NAME_LIMIT)
        return next(fitting, self.name(party))

    def names(self, parties: Sequence[int], most: int = NAMED) -> str:
        """All of a few; the first of many, and how many they are."""
        shown = "、".join(self.name(party) for party in parties[:most])
        return shown if len(parties) <= most else f"{shown}等{len(parties)}个"

    def title(self) -> str:
        return f"{self.name(self.contents.district)}结对关系图　{self.day}"

    def nothing(self) -> str:
        return (
            f"{self.name(self.contents.district)}在{self.day}没有有效的结对关系。"
            "请导入任务清单或登记结对关系，也可以另选日期。"
        )

    def about(self) -> str:
        return "".join((self._who(), self._villages(), self._negotiating()))

    def _who(self) -> str:
        contents = self.contents
        kind = self.snapshot.parties.kind.at
        level = "县" if all(kind[row] == PartyKind.COUNTY for row in contents.counties) else "县市"
        counties = len(contents.counties)
        townships = sum(not place.is_county for place in contents.all_places)
        whom = f"{counties}个{level}" + (f"的{townships}个乡镇" if townships else "")
        return f"{len(contents.all_donors)}个支援方结对{whom}。"

    def _villages(self) -> str:
        covers = [cover for place in self.contents.all_places for cover in place.covers]
        if not covers:
            return f"所结对的县和乡镇没有列出{self.target}。{self._poor()}"
        return f"{self.target}{self.counts(covers)}。"

    def _poor(self) -> str:
        """Counties that are not deep-poverty ones may have poor villages all the same."""
        view = View(self.view.day, VillageTarget.POOR, self.view.exited)
        counties = (coverage(self.snapshot, view, county) for county in self.contents.counties)
        count = sum(county.total for county in counties)
        return f"另有贫困村{count}个，可改看贫困村。" if count else ""

    def _negotiating(self) -> str:
        places = self.contents.all_places
        count = sum(place.negotiating and not place.villages for place in places)
        return f"{count}个乡镇双方协商中。" if count else ""

    def counts(self, covers: Iterable[Cover]) -> str:
        """The total and each cover that occurs; 已结对 always."""
        found = Counter(covers)
        parts = [
            f"{cover.chinese if cover is not Cover.NONE else '无结对'}{found[cover]}"
            for cover in Cover
            if found[cover] or cover is Cover.COVERED
        ]
        return f"{found.total()}个：{'，'.join(parts)}"

    def donor_label(self, number: int) -> str:
        """The donor and its places."""
        gifts = [gift for gift in self.contents.gifts if gift.donor == number]
        places = self.names([self.contents.places[gift.place].party for gift in gifts], 5)
        return f"{self.name(self.contents.donors[number])}，结对{places}"

    def place_name(self, place: Place) -> str:
        if not place.is_county or self.contents.counties[place.county].stands_alone:
            return self.short(place.party)
        return "县级及其余乡镇" if place.villages else "县级"

    def place_label(self, number: int) -> str:
        """The place, each donor with its stage, and the villages in numbers."""
        place = self.contents.places[number]
        gifts = [gift for gift in self.contents.gifts if gift.place == number]
        donors = "、".join(
            f"{self.name(self.contents.donors[gift.donor])}（{gift.stage.chinese}）"
            for gift in gifts[:NAMED]
        )
        more = f"等{len(gifts)}个" if len(gifts) > NAMED else ""
        by = f"支援方{donors}{more}" if gifts else ""
        what = f"{self.target}{self.counts(place.covers)}" if place.covers else self.unlisted(place)
        return "，".join(part for part in (self.place_name(place), by, what) if part)

    def unlisted(self, place: Place) -> str:
        """Why there are no squares; nothing where all villages stand at townships."""
        if place.negotiating:
            return "双方协商中"
        if place.is_county:
            alone = self.contents.counties[place.county].stands_alone
            return f"未列{self.target}" if alone else ""
        return "未列村"

    def remark(self, place: Place) -> str:
        """What squares cannot show; empty when they show all."""
        return "；".join(self._remarks(place))

    def _remarks(self, place: Place) -> Iterator[str]:
        if not place.villages and (unlisted := self.unlisted(place)):
            yield unlisted
        if place.villages and place.negotiating:
            yield "另有村协商中"
        if len(place.villages) > MOST_SQUARES:
            yield f"图中{MOST_SQUARES}/{len(place.villages)}村"
        if place.others:
            yield f"另结对{self.names(place.others, 1)}"
        if place.undrawn:
            yield f"另有{place.undrawn}个支援方"

    def village_title(self, village: int, cover: Cover) -> str:
        donors = self._givers(village, cover)
        return f"{self.name(village)}：{cover.chinese if donors else '无结对'}" + (
            f"（{self.names(donors)}）" if donors else ""
        )

    def _givers(self, village: int, cover: Cover) -> list[int]:
        """Who gives a village its cover."""
        parties, day = self.snapshot.parties, self.view.day
        if cover is Cover.PLANNED:
            return _promising(self.snapshot, day, village)
        if cover is Cover.NONE:
            return []
        level = {
            Cover.COVERED: village,
            Cover.TOWNSHIP_ONLY: parties.township.at[village],
            Cover.COUNTY_ONLY: parties.county.at[village],
        }
        return donors_of(self.snapshot, day, level[cover])

    def county_counts(self, county: County) -> str:
        """`0/23 村`, with what is promised; for a county without target villages why."""
        found = Counter(county.covers)
        if not county.covers:
            talking = any(
                place.negotiating
                for place in self.contents.all_places
                if place.county == county.party
            )
            return "双方协商中" if talking else f"未列{self.target}"
        planned = f" · 已列 {found[Cover.PLANNED]}" if found[Cover.PLANNED] else ""
        return f"{found[Cover.COVERED]}/{found.total()} 村{planned}"

    def county_lines(self, county: County) -> list[CountyLine]:
        """What stands below a county's name."""
        counts = CountyLine(self.county_counts(county), bool(county.covers))
        own = (CountyLine(line) for line in self._own(county))
        return [*([] if county.stands_alone else [counts]), *self._whole(county), *own]

    def _whole(self, county: County) -> Iterator[CountyLine]:
        """All of a county, where only a part of it is shown."""
        is_county = self.snapshot.parties.kind.at[county.party] == PartyKind.COUNTY
        if county.whole.total > len(county.covers) and is_county:
            yield CountyLine(f"全县 {county.whole.covered}/{county.whole.total} 村", True)
        shown = sum(place.county == county.party for place in self.contents.places)
        if shown < len(county.places):
            yield CountyLine(f"图中 {shown}/{len(county.places)} 个乡镇")

    def _own(self, county: County) -> Iterator[str]:
        """The district's own pairing with the county, unless a row of its own shows it."""
        has_row = any(place.is_county for place in county.places)
        if county.stage is not None and not has_row:
            yield f"县级结对{county.stage.chinese}"

    def region(self, county: County) -> str:
        """Province and prefecture, without the register's placeholders for prefectures."""
        above = map(self.name, self.snapshot.parties.ancestors(county.party))
        return " · ".join(name for name in above if "直辖" not in name)

    def county_label(self, county: County) -> str:
        villages = self.county_counts(county)
        if county.covers:
            villages = f"{self.target}{self.counts(county.covers)}"
        return f"{self.name(county.party)}，{villages}"

    def cut(self) -> str:
        """What the caps left out; empty when they left out nothing."""
        contents = self.contents
        parts = []
        if len(contents.places) < len(contents.all_places):
            parts.append(
                f"图中按区划顺序列出{len(contents.places)}/{len(contents.all_places)}个受援乡镇，"
                f"其余见{self.name(contents.district)}的结对关系。"
            )
        if any(place.undrawn for place in contents.places):
            parts.append(
                f"图中画出{len(contents.donors)}/{len(contents.all_donors)}个支援方，"
                "只结对到村、单位的在受援乡镇一行计数。"
            )
        return "".join(parts)


def _promising(snapshot: Snapshot, day: int, recipient: int) -> list[int]:
    """Distinct donors with an active planned or negotiating pairing with this party, in order."""
    pairings = snapshot.pairings
    donors = (
        pairings.donor.at[row]
        for row in pairings.of_recipient(recipient)
        if pairings.stage.at[row] <= Stage.PLANNED
        and pairings.start.at[row] <= day < pairings.end.at[row]
    )
    return list(dict.fromkeys(donors))
