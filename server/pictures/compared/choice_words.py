"""What the picture of two proposals says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from graph.language import say
from graph.network.snapshot import Snapshot
from graph.words import PartyKind
from server.pictures.compared.contents import Cell, Contents, Mark, Row, Tie
from server.pictures.compared.words import Heads, Said
from server.pictures.text import run_on

HEADS = Heads(
    say("甲的支援方"),
    say("受援乡镇"),
    say("甲结对"),
    say("乙结对"),
    say("多出"),
    say("少了"),
    say("村（不同的：甲▸乙）"),
    say("乙的支援方"),
)
STATES: Mapping[str, str] = {
    "new": say("拟结对的村"),
    "none": say("找不到支援方"),
    "outside": say("不在方案的范围里"),
}
MARKS: Mapping[str, str] = {
    Mark.GAINED: say("只在乙有支援方"),
    Mark.LOST: say("只在甲有支援方"),
}
STAGES: Mapping[str, str] = {
    f"{Mark.SAME} proposed": say("两个方案相同"),
    f"{Mark.GAINED} {Mark.GAINED}": say("＋ 只在乙"),
    f"{Mark.LOST} {Mark.LOST}": say("− 只在甲"),
}


class Urls(Protocol):
    """Where the parts of the picture lead."""

    def party(self, key: str) -> str: ...


@dataclass(frozen=True)
class ChoiceWords:
    """`told` sums the two up; `other` leads to the same picture with what is alike in both, or
    without it."""

    snapshot: Snapshot
    title: str
    told: str
    is_large: bool
    urls: Urls
    other: str

    @property
    def heads(self) -> Heads:
        return HEADS

    @property
    def states(self) -> Mapping[str, str]:
        return STATES

    @property
    def stages(self) -> Mapping[str, str]:
        return STAGES

    @property
    def marks(self) -> Mapping[str, str]:
        return MARKS

    @property
    def alike(self) -> str:
        return say("两个方案相同")

    def about(self, held: Contents) -> str:
        rows = held.changed + len(held.quiet)
        if not rows:
            return say("两个方案里都没有要找支援方的村。")
        places = say("{n:,} 个乡镇里有不同的 {changed:,} 个。", n=rows, changed=held.changed)
        return run_on((self.told, places))

    def place(self, row: Row) -> Said:
        it, name = row.numbers, self._place_name(row)
        label = say(
            "{name}：甲结对 {was:,}/{was_total:,} 村，乙结对 {now:,}/{now_total:,} 村",
            name=name,
            was=it.was,
            was_total=it.was_total,
            now=it.now,
            now_total=it.now_total,
        )
        return Said(name, self._url(row.place), label)

    def group(self, party: int) -> Said | None:
        name = self.snapshot.parties.name(party)
        return Said(name, self._url(party), name)

    def numbers(self, row: Row) -> tuple[Said, Said, Said, Said]:
        it = row.numbers
        return (
            Said(f"{it.was:,}/{it.was_total:,}"),
            Said(f"{it.now:,}/{it.now_total:,}"),
            Said(say("＋{n:,}", n=it.gained) if it.gained else ""),
            Said(f"−{it.lost:,}" if it.lost else ""),
        )

    def cell(self, cell: Cell) -> Said:
        name = self.snapshot.parties.name(cell.village)
        return Said("", self._url(cell.village), say("{name}：{told}", name=name, told=cell.told))

    def donor(self, donor: int, ties: list[Tie], *, right: bool) -> Said:
        name = self.snapshot.parties.name(donor)
        number, only = sum(tie.number for tie in ties), sum(tie.only for tie in ties)
        side = say("乙") if right else say("甲")
        label = (
            say(
                "{name}：图中{side}结对 {n:,} 村，其中只在{side} {only:,} 村",
                name=name,
                side=side,
                n=number,
                only=only,
            )
            if only
            else say("{name}：图中{side}结对 {n:,} 村", name=name, side=side, n=number)
        )
        return Said(name, self._url(donor), label)

    def folded(self, held: Contents) -> Said:
        if held.whole:
            return Said(say("只看不同的"), self.other) if held.quiet or self.is_large else Said("")
        if held.quiet:
            text = say("另 {n:,} 个乡镇两个方案相同，看全部", n=len(held.quiet))
            return Said(text, self.other)
        return Said(say("连相同的一起看"), self.other) if self.is_large and held.rows else Said("")

    def _url(self, party: int) -> str:
        return self.urls.party(self.snapshot.parties.key(party))

    def _place_name(self, row: Row) -> str:
        name = self.snapshot.parties.name(row.place)
        kind = self.snapshot.parties.kind.at[row.place]
        return say("{name}本级", name=name) if kind == PartyKind.COUNTY else name
