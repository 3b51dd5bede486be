"""What the picture of a proposal says."""

from collections.abc import Sequence

from graph.language import joined, say
from graph.network.snapshot import NOWHERE, Snapshot
from server.pictures.proposed import Choice, Proposed
from server.pictures.text import run_on
from server.pictures.wording import MOST_SQUARES


def about_text(held: Proposed) -> str:
    given = sum(held.loads.values())
    total = sum(map(len, held.choices))
    if given < total:
        return say(
            "{n:,} 个村里，{given:,} 个拟由 {donors:,} 个支援方结对，{left:,} 个找不到支援方。",
            n=total,
            given=given,
            donors=held.all_donors,
            left=total - given,
        )
    return say(
        "{n:,} 个村里，{given:,} 个拟由 {donors:,} 个支援方结对。",
        n=total,
        given=given,
        donors=held.all_donors,
    )


def cut_text(held: Proposed) -> str:
    """What the cap left out; empty when it left out nothing."""
    parts = []
    if held.shown < len(held.spots):
        drawn = sum(map(len, held.choices[: held.shown]))
        parts.append(
            say(
                "图中按区划顺序画出 {shown}/{places:,} 个乡镇、{drawn:,}/{villages:,} 个村、"
                "{given}/{donors:,} 个支援方；选县或支援区可看其余的。",
                shown=held.shown,
                places=len(held.spots),
                drawn=drawn,
                villages=sum(map(len, held.choices)),
                given=len(held.donors),
                donors=held.all_donors,
            )
        )
    if held.undrawn:
        parts.append(say("另有 {n:,} 个支援方没有画出，见下面的表。", n=sum(held.undrawn.values())))
    return run_on(parts)


def county_lines(held: Proposed, snapshot: Snapshot, county: int) -> list[str]:
    of = snapshot.parties.county.at
    places = [place for place, spot in enumerate(held.spots) if of[spot] == county]
    every = [one for place in places for one in held.choices[place]]
    lines: list[str] = [say("拟结对 {numbers} 村", numbers=number_text(every))]
    shown = sum(place < held.shown for place in places)
    if shown < len(places):
        lines.append(say("图中 {shown}/{n} 个乡镇", shown=shown, n=len(places)))
    return lines


def number_text(choices: Sequence[Choice]) -> str:
    return f"{sum(one.donor != NOWHERE for one in choices)}/{len(choices)}"


def remark_text(held: Proposed, spot: int, choices: Sequence[Choice]) -> str:
    said = []
    if len(choices) > MOST_SQUARES:
        said.append(say("图中 {drawn}/{n:,} 村", drawn=MOST_SQUARES, n=len(choices)))
    if spot in held.undrawn:
        said.append(say("另有 {n:,} 个支援方", n=held.undrawn[spot]))
    return joined(said, say("；")) if said else ""
