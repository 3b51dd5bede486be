"""What the picture of two days says."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from graph.analysis.changes import CHANGES, Change, Standing, VillageChanges
from graph.language import joined, say, say_as
from graph.network.snapshot import Snapshot
from graph.words import Cover, PartyKind
from server.pictures.compared.contents import Cell, Contents, Mark, Row, Tie
from server.pictures.compared.days import STATES, Scope
from server.pictures.compared.words import Heads, Said
from server.pictures.text import run_on

COUNTED = {"covered": say("已结对"), "planned": say("已列任务"), "none": say("其他目标村")}
MARKS: Mapping[str, str] = {
    Mark.GAINED: say("新增已结对"),
    Mark.LOST: say("失去已结对，或不再是目标村"),
}
STAGES_MOVED = {Mark.BETTER: say("阶段前进"), Mark.WORSE: say("阶段后退")}
STAGES: Mapping[str, str] = {
    f"{Mark.SAME} signed": say("已签订，没有变化"),
    f"{Mark.SAME} planned": say("已列任务，没有变化"),
    f"{Mark.SAME} negotiating": say("协商中，没有变化"),
    f"{Mark.GAINED} signed": say("＋ 新增：已签订"),
    f"{Mark.GAINED} planned": say("＋ 新增：已列任务"),
    f"{Mark.GAINED} negotiating": say("＋ 新增：协商中"),
    f"{Mark.LOST} {Mark.LOST}": say("− 后来没有了"),
    f"{Mark.BETTER} {Mark.BETTER}": say("↑ 阶段前进"),
    f"{Mark.WORSE} {Mark.WORSE}": say("↓ 阶段后退"),
}


class Urls(Protocol):
    """Where the parts of the picture lead, as of one of the two days."""

    def party(self, key: str) -> str: ...

    def villages(
        self, within_key: str, *, cover: Sequence[str] = (), direct: bool = False
    ) -> str: ...

    def changes(self, within: str, since: str, **query: Sequence[str]) -> str: ...

    def changes_picture(self, within: str, since: str) -> str: ...


@dataclass(frozen=True)
class DayWords:
    """`then` are addresses as of the day `since`, `urls` as of the later one; `other` leads to the
    same with the rows that did not change, or without them. `found` are all villages of the
    scope."""

    snapshot: Snapshot
    scope: Scope
    target: str
    since: datetime.date
    until: datetime.date
    found: VillageChanges
    urls: Urls
    then: Urls
    other: str

    @cached_property
    def by_county(self) -> bool:
        return self.scope.by_county(self.snapshot)

    @property
    def heads(self) -> Heads:
        return Heads(
            say("{day} 的支援方", day=self.since),
            say("受援县") if self.by_county else say("受援乡镇"),
            say("原已结对"),
            say("现已结对"),
            say_as("villages", "新增"),
            say("失去"),
            say("{target}（上：原来，下：现在）", target=self.target)
            if self.by_county
            else say("{target}（有变化的：原来▸现在）", target=self.target),
            say("{day} 的支援方", day=self.until),
        )

    @property
    def title(self) -> str:
        within, district = self.scope
        what: str = self.target
        if district is not None:
            what = say("{district}支援的{target}", district=self._name(district), target=what)
        if within is not None:
            what = say("{place}{what}", place=self._name(within), what=what)
        return say("{what}　{since} 与 {until} 对比", what=what, since=self.since, until=self.until)

    @property
    def states(self) -> Mapping[str, str]:
        if self.by_county:
            return COUNTED
        return {STATES[one]: one.chinese for one in Standing}

    @property
    def stages(self) -> Mapping[str, str]:
        return STAGES

    @property
    def marks(self) -> Mapping[str, str]:
        return MARKS

    @property
    def alike(self) -> str:
        return say("没有变化")

    def about(self, held: Contents) -> str:
        if not len(self.found.rows) and not held.asked and not held.quiet:
            return say("这个范围在这两天都没有{target}，也没有结对关系。", target=self.target)
        counts = self.found.counts()
        was, now = (
            int((side == Standing.COVERED).sum()) for side in (self.found.was, self.found.now)
        )
        others = sum(counts[one] for one in CHANGES) - counts[Change.GAINED] - counts[Change.LOST]
        rows = held.changed + len(held.quiet)
        text = (
            say(
                "已结对的村从 {was:,} 个到 {now:,} 个：新增 {gained:,} 个，"
                "失去 {lost:,} 个；另有 {others:,} 个村有其他变化。",
                was=was,
                now=now,
                gained=counts[Change.GAINED],
                lost=counts[Change.LOST],
                others=others,
            ),
            say("{n:,} 个县里有变化的 {changed:,} 个。", n=rows, changed=held.changed)
            if self.by_county
            else say("{n:,} 个乡镇里有变化的 {changed:,} 个。", n=rows, changed=held.changed),
        )
        if self.scope.district is None:
            return run_on(text)
        name = self._name(self.scope.district)
        return run_on((*text, say("只画{name}的支援方；村的覆盖按所有支援方算。", name=name)))

    def place(self, row: Row) -> Said:
        key, it = self.snapshot.parties.key(row.place), row.numbers
        href = (
            self.urls.changes_picture(key, self.since.isoformat())
            if self.by_county
            else self.urls.party(key)
        )
        name = self._place_name(row)
        label = say(
            "{name}：已结对 {was:,}/{was_total:,}→{now:,}/{now_total:,} 村",
            name=name,
            was=it.was,
            was_total=it.was_total,
            now=it.now,
            now_total=it.now_total,
        )
        return Said(name, href, label)

    def group(self, party: int) -> Said | None:
        parties, within = self.snapshot.parties, self.scope.within
        if within is not None and parties.inside(within, party):
            return None
        href = self.urls.changes_picture(parties.key(party), self.since.isoformat())
        return Said(self._name(party), href, self._name(party))

    def numbers(self, row: Row) -> tuple[Said, Said, Said, Said]:
        it, name = row.numbers, self._place_name(row)
        key, direct = self._key(row), self._is_direct(row)
        first = self.since.isoformat()
        more = {"direct": ["1"]} if direct else {}

        def covered(urls: Urls, number: int, total: int, day: datetime.date) -> Said:
            if not total:
                return Said("")
            href = urls.villages(key, cover=[Cover.COVERED.text], direct=direct) if number else ""
            text = f"{number:,}/{total:,}"
            label = say("{name} {day} 已结对 {numbers} 村", name=name, day=day, numbers=text)
            return Said(text, href, label)

        def changed(sign: str, number: int, change: Change) -> Said:
            if not number:
                return Said("")
            href = self.urls.changes(key, first, change=[change.text], **more)
            text = say("{sign}{n:,}", sign=sign, n=number)
            label = say("{name} {text} {change}", name=name, text=text, change=change.chinese)
            return Said(text, href, label)

        return (
            covered(self.then, it.was, it.was_total, self.since),
            covered(self.urls, it.now, it.now_total, self.until),
            changed(say("＋"), it.gained, Change.GAINED),
            changed("−", it.lost, Change.LOST),
        )

    def cell(self, cell: Cell) -> Said:
        href = self.urls.party(self.snapshot.parties.key(cell.village))
        label = say("{name}：{told}", name=self._name(cell.village), told=cell.told)
        return Said("", href, label)

    def donor(self, donor: int, ties: list[Tie], *, right: bool) -> Said:
        name = self._name(donor)
        number, only = (
            sum(numbers) for numbers in zip(*((t.number, t.only) for t in ties), strict=True)
        )
        said = [say("{name}：图中结对 {n:,} 条", name=name, n=number)]
        if only:
            said.append(
                say("新增 {n:,} 条", n=only) if right else say("后来没有了 {n:,} 条", n=only)
            )
        marks = {tie.mark for tie in ties}
        said += (moved for mark, moved in STAGES_MOVED.items() if mark in marks)
        urls = self.urls if right else self.then
        return Said(name, urls.party(self.snapshot.parties.key(donor)), joined(said, say("，")))

    def folded(self, held: Contents) -> Said:
        large = self.scope.is_large(self.snapshot)
        if held.whole:
            return Said(say("只看有变化的"), self.other) if held.quiet or large else Said("")
        covered = sum(row.numbers.now for row in held.quiet)
        if held.quiet:
            return Said(self._unchanged(len(held.quiet), covered), self.other)
        return Said(say("连没有变化的一起看"), self.other) if large and held.rows else Said("")

    def _unchanged(self, rows: int, covered: int) -> str:
        if self.by_county:
            return say(
                "另 {n:,} 个县没有变化（已结对 {covered:,} 村），看全部", n=rows, covered=covered
            )
        return say(
            "另 {n:,} 个乡镇没有变化（已结对 {covered:,} 村），看全部", n=rows, covered=covered
        )

    def _name(self, party: int) -> str:
        return self.snapshot.parties.name(party)

    def _place_name(self, row: Row) -> str:
        name = self._name(row.place)
        return say("{name}本级", name=name) if self._is_direct(row) else name

    def _is_direct(self, row: Row) -> bool:
        """Is it what lies in a county and in none of its townships?"""
        return not self.by_county and self.snapshot.parties.kind.at[row.place] == PartyKind.COUNTY

    def _key(self, row: Row) -> str:
        """Of the place, or of the scope where that is less."""
        parties, within = self.snapshot.parties, self.scope.within
        inside = within is not None and parties.inside(within, row.place)
        return parties.key(within if inside and within is not None else row.place)
