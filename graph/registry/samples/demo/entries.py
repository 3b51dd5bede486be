"""The pairings of the demonstration as they are entered."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from graph.registry.samples.demo.chance import Chance

SOURCES = {
    "signed": "演示数据：结对协议",
    "planned": "演示数据：年度任务清单",
    "negotiating": "演示数据：对接会议纪要",
    "cancelled": "演示数据：年度任务清单",
}
NOTES = ("演示数据", "每年走访两次", "侧重产业帮扶", "侧重消费帮扶", "互派干部和技术人员")
NO_AGREEMENT = 0.05
NO_START = 0.02
UNIT_ELSEWHERE = 0.01
"""Shares of pairings with which something is not in order, for the board of quality."""


class Entry(NamedTuple):
    """The columns of pairings.csv."""

    key: str
    donor: str
    recipient: str
    lead: str
    partner: str
    programme: str
    stage: str
    start: str
    end: str
    agreement: str
    note: str
    source: str

    def holds_on(self, day: str) -> bool:
        """Days of any precision compare as texts, since each stands for its first."""
        return (
            self.stage != "cancelled" and self.start <= day and not (self.end and self.end <= day)
        )


class Ends(NamedTuple):
    """Who supports whom, with whose answer and under what."""

    donor: str
    recipient: str
    lead: str
    programme: str
    partner: str = ""


class Entries:
    """`follows` are (pairing, the one that it goes on from), by key."""

    def __init__(self, offices: list[str]) -> None:
        self._offices = offices
        self._made: list[Entry] = []
        self.follows: list[tuple[str, str]] = []

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._made)

    def add(
        self,
        chance: Chance,
        ends: Ends,
        stage: str,
        start: str,
        end: str = "",
        *,
        follows: str = "",
        note: str = "",
    ) -> str:
        """Enters a pairing and returns its key."""
        key = f"DEMO-{len(self._made) + 1:05}"
        signed = stage == "signed"
        lead = chance.pick(self._offices) if chance.of(UNIT_ELSEWHERE) else ends.lead
        number = f"演示协〔{start[:4]}〕{chance.between(1, 399)}号"
        agreement = number if signed and start and not chance.of(NO_AGREEMENT) else ""
        remark = note or (chance.pick(NOTES) if chance.of(0.12) else "")
        party = (ends.donor, ends.recipient, lead, ends.partner, ends.programme)
        entry = Entry(key, *party, stage, start, end, agreement, remark, SOURCES[stage])
        self._made.append(entry)
        if follows:
            self.follows.append((key, follows))
        return key

    def known_since(self, chance: Chance, day: date) -> str:
        """A first day as sources know it: mostly exactly, sometimes the month, the year, or not."""
        text = day.isoformat()
        if chance.of(NO_START):
            return ""
        return chance.word({text: 85, text[:7]: 10, text[:4]: 5})
