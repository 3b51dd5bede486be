"""Days and spans as pages write them."""

from typing import NamedTuple

from graph.days import ALWAYS, NEVER, Day, date_of
from graph.language import say
from graph.network.snapshot import Designations, Pairings
from graph.words import Precision, Stage


class Span(NamedTuple):
    """`start` and `end` as far as they are known: 2018-02-15, 2018-02, 2018; empty when open."""

    start: str
    end: str

    @property
    def text(self) -> str:
        start = say("{day} 起", day=self.start) if self.start else say("起始不详")
        return say("{start}，{end} 止", start=start, end=self.end) if self.end else start


def written(number: int, precision: int) -> str:
    """A day with its precision; empty for an open bound."""
    if number in (ALWAYS, NEVER):
        return ""
    date = date_of(number)
    return str(Day(date, Precision(precision))) if date else ""


def span_of(rows: Pairings | Designations, row: int) -> Span:
    return Span(
        written(rows.start.at[row], rows.start_precision.at[row]),
        written(rows.end.at[row], rows.end_precision.at[row]),
    )


def state_of(pairings: Pairings, row: int, day: int) -> str:
    """How a pairing stands on a day."""
    if pairings.stage.at[row] == Stage.CANCELLED:
        return say("已取消")
    if day < pairings.start.at[row]:
        return say("未开始")
    return say("有效") if day < pairings.end.at[row] else say("已结束")
