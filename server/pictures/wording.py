"""What a picture calls its donors, places and villages, and what screen readers hear of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.analysis.coverage import PROMISED, View, donors_of
from graph.days import date_of
from graph.language import joined, say, say_as
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, VillageTarget
from server.pictures.contents import Contents, Gift, Place
from server.pictures.picture import NAME_LIMIT, Style, name_width

OPEN = (Cover.TOWNSHIP_ONLY, Cover.COUNTY_ONLY, Cover.NONE)
"""Neither paired nor promised: what still needs a donor."""
TARGET = {
    VillageTarget.DEEP_POVERTY: say("{kind}村", kind=say("深度贫困")),
    VillageTarget.POOR: say("{kind}村", kind=say("贫困")),
}
"""Several of them, in a language that tells them from one."""
A_TARGET = {
    VillageTarget.DEEP_POVERTY: say_as("one", "深度贫困村"),
    VillageTarget.POOR: say_as("one", "贫困村"),
}
UNLISTED = {
    VillageTarget.DEEP_POVERTY: say("未列深度贫困村"),
    VillageTarget.POOR: say("未列贫困村"),
}
NAMED = 3
MOST_SQUARES = 150


def state_of(cover: Cover) -> str:
    return "open" if cover in OPEN else cover.text


def stage_class(gift: Gift) -> str:
    if gift.direct:
        return f"{gift.stage.text} direct"
    return f"{gift.stage.text} talks" if gift.talks else gift.stage.text


def date_said(day: int) -> str:
    """Empty for a day that no calendar has."""
    date = date_of(day)
    if date is None:
        return ""
    return say("{year}年{month}月{day}日", year=date.year, month=date.month, day=date.day)


@dataclass(frozen=True)
class Wording:
    snapshot: Snapshot
    view: View
    contents: Contents

    @property
    def target(self) -> str:
        return TARGET[self.view.target]

    @property
    def head(self) -> str:
        """Above the squares."""
        return A_TARGET[self.view.target]

    @property
    def day(self) -> str:
        return date_said(self.view.day)

    @property
    def by_village(self) -> bool:
        return self.contents.scope.by_village

    def name(self, party: int) -> str:
        return self.snapshot.parties.name(party)

    def short(self, party: int) -> str:
        """The name, or an alias where only that fits into a column."""
        names = (self.name(party), *self.snapshot.parties.aliases(party))
        fitting = (name for name in names if name_width(name, Style.PLACE) <= NAME_LIMIT)
        return next(fitting, self.name(party))

    def names(self, parties: Sequence[int], most: int = NAMED) -> str:
        """All of a few; the first of many, and how many they are."""
        shown = joined(self.name(party) for party in parties[:most])
        if len(parties) <= most:
            return shown
        return say("{names}等{n}个", names=shown, n=len(parties))

    def target_counts(self, covers: Iterable[Cover]) -> str:
        """The total of target villages and each cover that occurs; 已结对 always."""
        found = Counter(covers)
        parts = [
            say("{cover}{n}", cover=cover_word(cover), n=found[cover])
            for cover in Cover
            if found[cover] or cover is Cover.COVERED
        ]
        return say(
            "{target}{total}个：{counts}",
            target=self.target,
            total=found.total(),
            counts=joined(parts, say("，")),
        )

    def donor_label(self, number: int) -> str:
        """The donor and its places."""
        gifts = [gift for gift in self.contents.gifts if gift.donor == number]
        places = self.names([self.contents.places[gift.place].party for gift in gifts], 5)
        name = self.name(self.contents.donors[number])
        return say("{name}，结对{places}", name=name, places=places)

    def place_name(self, place: Place) -> str:
        if place.is_group and not self.contents.groups[place.group].stands_alone:
            in_township = self.snapshot.parties.township.at[place.party] != NOWHERE
            level = say("乡镇级") if in_township else say("县级")
            if not place.villages:
                return level
            rest = say("其余村") if self.by_village else say("其余乡镇")
            return say("{level}及{rest}", level=level, rest=rest)
        name, group = self.short(place.party), self.name(place.group)
        # The township of an unnamed village stands beside it.
        is_told = not self.snapshot.parties.named.at[place.party] and name.startswith(group)
        return name.removeprefix(group).lstrip() or name if is_told else name

    def place_label(self, number: int) -> str:
        """The place, each donor with its stage, and the villages in numbers."""
        place = self.contents.places[number]
        shown = self.place_name(place)
        name = self.name(place.party) if place.is_village else shown
        gifts = [gift for gift in self.contents.gifts if gift.place == number]
        parts = (name, self._by(gifts) if gifts else "", self._state(place))
        return joined(filter(None, parts), say("，"))

    def _by(self, gifts: Sequence[Gift]) -> str:
        donors = joined(
            say(
                "{name}（{stage}）",
                name=self.name(self.contents.donors[gift.donor]),
                stage=gift.stage.chinese,
            )
            for gift in gifts[:NAMED]
        )
        if len(gifts) > NAMED:
            return say("支援方{donors}等{n}个", donors=donors, n=len(gifts))
        return say("支援方{donors}", donors=donors)

    def _state(self, place: Place) -> str:
        if place.is_village:
            return cover_word(place.covers[0])
        if place.covers:
            return self.target_counts(place.covers)
        return self.unlisted(place)

    def unlisted(self, place: Place) -> str:
        """Why there are no squares; nothing where all villages stand at places."""
        if place.negotiating:
            return say("双方协商中")
        if place.is_group:
            alone = self.contents.groups[place.group].stands_alone
            if not alone:
                return ""
            return say("未列村") if self.by_village else UNLISTED[self.view.target]
        if not self.by_village:
            return say("未列村")
        if self.snapshot.parties.is_division(place.party):
            return say("不是{target}", target=self.target)
        return self.snapshot.parties.kind_of(place.party).chinese

    def remark(self, place: Place) -> str:
        """What squares cannot show; empty when they show all."""
        remarks = tuple(self._remarks(place))
        return joined(remarks, say("；")) if remarks else ""

    def _remarks(self, place: Place) -> Iterator[str]:
        """What is not to be cut off comes first."""
        if len(place.villages) > MOST_SQUARES:
            yield say("图中{shown}/{n}村", shown=MOST_SQUARES, n=len(place.villages))
        if place.is_village:
            yield cover_word(place.covers[0])
        if not place.villages and (unlisted := self.unlisted(place)):
            yield unlisted
        if place.villages and place.negotiating:
            yield say("协商中") if place.is_village else say("另有村协商中")
        if place.others:
            yield say("另结对{names}", names=self.names(place.others, 1))
        if place.undrawn:
            yield say("另有{n}个支援方", n=place.undrawn)

    def village_title(self, village: int, cover: Cover) -> str:
        donors = self._givers(village, cover)
        if not donors:
            return say("{village}：无结对", village=self.name(village))
        return say(
            "{village}：{cover}（{donors}）",
            village=self.name(village),
            cover=cover.chinese,
            donors=self.names(donors),
        )

    def _givers(self, village: int, cover: Cover) -> list[int]:
        """Who gives a village its cover."""
        parties, day = self.snapshot.parties, self.view.day
        if cover is Cover.PLANNED:
            return donors_of(self.snapshot, day, village, PROMISED)
        if cover is Cover.NONE:
            return []
        level = {
            Cover.COVERED: village,
            Cover.TOWNSHIP_ONLY: parties.township.at[village],
            Cover.COUNTY_ONLY: parties.county.at[village],
        }
        return donors_of(self.snapshot, day, level[cover])


def cover_word(cover: Cover) -> str:
    return say("无结对") if cover is Cover.NONE else cover.chinese
