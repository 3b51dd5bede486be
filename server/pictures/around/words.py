"""What a picture of a neighbourhood says: its sentences, and the names that readers hear."""

from dataclasses import dataclass

from graph.analysis.coverage import View, cover_of
from graph.language import joined, say
from graph.network.snapshot import Snapshot
from graph.words import Cover, PartyKind, Stage
from server.pages.pairing_line import PLACEHOLDERS
from server.pictures.around.contents import AT_ONCE, MOST_PARTIES, Contents, Rest
from server.pictures.picture import Style, name_width
from server.pictures.text import run_on
from server.pictures.wording import A_TARGET, TARGET, date_said

HEADS = (
    *(say("支援省市"), say("支援地市"), say("支援区")),
    *(say("支援镇街"), say("支援村（社区）"), say("支援单位")),
    *(say("受援单位"), say("受援村"), say("受援乡镇")),
    *(say("受援县"), say("受援市（州、盟）"), say("受援省")),
)
"""Of the columns, from the left: wholes before their parts, on the other side behind them."""
LEVELS = PartyKind.ENTERPRISE + 1
"""Of one side: those of divisions, and one for all organisations."""


def rank_of(snapshot: Snapshot, row: int) -> int:
    """The column of a party among HEADS."""
    level = min(snapshot.parties.kind.at[row], LEVELS - 1)
    return level if snapshot.parties.is_donor(row) else len(HEADS) - 1 - level


@dataclass(frozen=True)
class Words:
    snapshot: Snapshot
    view: View
    contents: Contents

    @property
    def target(self) -> str:
        return TARGET[self.view.target]

    def name(self, party: int) -> str:
        return self.snapshot.parties.name(party)

    def key(self, party: int) -> str:
        return self.snapshot.parties.key(party)

    def short(self, party: int, style: Style, limit: int) -> str:
        """The name, or an alias where only that fits."""
        names = (self.name(party), *self.snapshot.parties.aliases(party))
        return next((it for it in names if name_width(it, style) <= limit), names[0])

    def title(self) -> str:
        center, day = self.name(self.contents.center), date_said(self.view.day)
        if not day:
            return say("{center}的周围", center=center)
        return say("{center}的周围　{day}", center=center, day=day)

    def about(self) -> str:
        return run_on((self._how_many(), self._full()))

    def _how_many(self) -> str:
        contents = self.contents
        if contents.reached == 1:
            center = self.name(contents.center)
            return say("{center}没有结对关系，也没有相连的区划或单位。", center=center)
        shown, pairings = len(contents.parties), len(contents.pairings)
        if shown == contents.reached:
            return say(
                "图中有{shown}个主体，它们之间有{pairings}条结对关系。",
                shown=shown,
                pairings=pairings,
            )
        return say(
            "展开的各处共连着{reached:,}个主体，图中有其中{shown}个，"
            "它们之间有{pairings}条结对关系。",
            reached=contents.reached,
            shown=shown,
            pairings=pairings,
        )

    def _full(self) -> str:
        if not self.contents.is_full:
            return ""
        return say(
            "一张图最多画{most}个主体，已经画满；收起几处，才能再展开别处。", most=MOST_PARTIES
        )

    def kind(self, party: int) -> str:
        return self.snapshot.parties.kind_of(party).chinese

    def place(self, party: int) -> str:
        """What it directly lies in, or what that lies in where it is called nothing."""
        return self.name(above) if (above := self._above(party)) is not None else ""

    def _above(self, party: int) -> int | None:
        above = reversed(self.snapshot.parties.ancestors(party))
        return next((row for row in above if self.name(row) not in PLACEHOLDERS), None)

    def small(self, party: int, limit: int) -> str:
        """Its kind, and where it lies by its name or an alias. A division says where it lies alone
        if there is no more room: the heading of its column says its kind."""
        kind, above = self.kind(party), self._above(party)
        if above is None:
            return kind
        names = (self.name(above), *self.snapshot.parties.aliases(above))
        said: list[str] = [say("{kind} · {place}", kind=kind, place=name) for name in names]
        if self.snapshot.parties.is_division(party):
            said += names
        return next((it for it in said if name_width(it, Style.REMARK) <= limit), said[-1])

    def cover(self, party: int) -> Cover | None:
        return cover_of(self.snapshot, self.view, party)

    def label(self, party: int, seen: str) -> str:
        """Begins with what is seen of it, as whoever speaks to a program needs it."""
        cover, whole = self.cover(party), (self.name(party), self.place(party))
        said = (
            *(name for name in whole if name and name not in seen),
            self._said(cover) if cover is not None else "",
            say("图从这里展开") if party == self.contents.center else "",
        )
        return joined(filter(None, (seen, *said)), say("，"))

    def _said(self, cover: Cover) -> str:
        target = A_TARGET[self.view.target]
        if cover is Cover.NONE:
            return say("{target}没有结对", target=target)
        return say("{target}{cover}", target=target, cover=cover.chinese)

    def more(self, party: int) -> str:
        """What the link does that opens a party, or more of it."""
        name, left = self.name(party), self.contents.hidden[party]
        if left > AT_ONCE:
            return say(
                "展开{name}：还有{left:,}个，先画{first}个", name=name, left=left, first=AT_ONCE
            )
        return say("展开{name}：还有{left:,}个", name=name, left=left)

    def less(self, party: int) -> str:
        return say("收起{name}", name=self.name(party))

    def rest(self, rest: Rest, seen: str) -> str:
        return say("{seen}：与{name}相连而不在图中的", seen=seen, name=self.name(rest.party))


def tie_style(stage: Stage | None) -> str:
    return "part-of" if stage is None else f"line {STYLES[stage]}"


STYLES = {Stage.SIGNED: "signed", Stage.PLANNED: "planned-line", Stage.NEGOTIATING: "negotiating"}
REST = "part-of rest"
SIGNS = {
    **{tie_style(stage): stage.chinese for stage in reversed(STYLES)},
    "part-of": say("隶属"),
}
SQUARES = {
    "around-cover covered": say("已结对"),
    "around-cover planned": say("已列任务"),
    "around-cover open": say("未结对、未列任务"),
}
"""Of target villages; what they are called stands before it."""


def square_of(cover: Cover) -> str:
    return f"around-cover {'open' if cover > Cover.PLANNED else cover.text}"
