"""What the picture of two sides says, and where its parts lead: of days and of proposals alike."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from graph.language import joined, say
from server.pictures.compared.contents import Cell, Contents, Mark, Row, Tie
from server.pictures.text import run_on


class Said(NamedTuple):
    """What is written, where it leads, and what a screen reader says."""

    text: str
    href: str = ""
    label: str = ""


class Heads(NamedTuple):
    """What stands above the columns."""

    left: str
    place: str
    was: str
    now: str
    gained: str
    lost: str
    cells: str
    right: str


class Words(Protocol):
    """A place and a donor are rows of parties."""

    @property
    def heads(self) -> Heads: ...

    @property
    def title(self) -> str: ...

    @property
    def states(self) -> Mapping[str, str]:
        """What the squares mean, by state."""
        ...

    @property
    def stages(self) -> Mapping[str, str]:
        """What the lines mean, by stage and by mark."""
        ...

    @property
    def marks(self) -> Mapping[str, str]:
        """What the marks at squares mean."""
        ...

    @property
    def alike(self) -> str:
        """What is said of what is the same on both sides."""
        ...

    def about(self, held: Contents) -> str: ...

    def place(self, row: Row) -> Said: ...

    def group(self, party: int) -> Said | None:
        """None where the title names it."""
        ...

    def numbers(self, row: Row) -> tuple[Said, Said, Said, Said]:
        """Was, now, gained and lost; what is empty is not drawn."""
        ...

    def cell(self, cell: Cell) -> Said: ...

    def donor(self, donor: int, ties: list[Tie], *, right: bool) -> Said: ...

    def folded(self, held: Contents) -> Said: ...


SIGNS = {
    Mark.SAME: "",
    Mark.BETTER: "↑",
    Mark.WORSE: "↓",
    Mark.GAINED: say("＋"),
    Mark.LOST: "−",
}


def mark_of(ties: list[Tie]) -> Mark:
    """Of a donor: what counts most of what became of what it gives."""
    order = (Mark.GAINED, Mark.LOST, Mark.WORSE, Mark.BETTER)
    marks = {tie.mark for tie in ties}
    return next((mark for mark in order if mark in marks), Mark.SAME)


def remark(row: Row, held: Contents, drawn: int) -> str:
    """What was left out of a row."""
    left, right = (side.undrawn.get(row.place, 0) for side in (held.left, held.right))
    said = []
    if drawn < len(row.cells):
        said.append(say("图中 {drawn}/{n:,} 村", drawn=drawn, n=len(row.cells)))
    if left:
        said.append(say("左边另有 {n:,} 个支援方未画", n=left))
    if right:
        said.append(say("右边另有 {n:,} 个支援方未画", n=right))
    return joined(said, say("；")) if said else ""


def cut(held: Contents, alike: str) -> str:
    """What was left out of the picture; empty when nothing was. `alike` is what is said of what is
    the same on both sides."""
    parts = []
    sides = ((held.left, say("左边")), (held.right, say("右边")))
    if len(held.rows) < held.asked:
        parts.append(
            say(
                "图中按区划顺序画出 {shown}/{n:,} 行；缩小范围可看其余的。",
                shown=len(held.rows),
                n=held.asked,
            )
        )
    for side, where in sides:
        if len(side.donors) < side.all_donors:
            parts.append(
                say(
                    "{where}画出 {shown}/{n:,} 个支援方，有变化的在先。",
                    where=where,
                    shown=len(side.donors),
                    n=side.all_donors,
                )
            )
    if held.folded:
        parts += [
            say("{where}没有要标出的支援方。", where=where)
            for side, where in sides
            if not side.donors
        ]
    if still := held.left.still + held.right.still:
        parts.append(say("{alike}的 {n:,} 条线没有画出。", alike=alike, n=still))
    if held.folded and any(row.cells for row in held.rows):
        parts.append(say("{alike}的村没有画出，只算在数里。", alike=alike))
    return run_on(parts)
