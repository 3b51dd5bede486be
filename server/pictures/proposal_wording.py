"""What the picture of a proposal says."""

from collections.abc import Sequence

from graph.network.snapshot import NOWHERE, Snapshot
from server.pictures.proposed import Choice, Proposed
from server.pictures.wording import MOST_SQUARES


def about_text(held: Proposed) -> str:
    given = sum(held.loads.values())
    total = sum(map(len, held.choices))
    left = f"，{total - given:,} 个找不到支援方" if given < total else ""
    return f"{total:,} 个村里，{given:,} 个拟由 {held.all_donors:,} 个支援方结对{left}。"


def cut_text(held: Proposed) -> str:
    """What the cap left out; empty when it left out nothing."""
    parts = []
    if held.shown < len(held.spots):
        drawn = sum(map(len, held.choices[: held.shown]))
        parts.append(
            f"图中按区划顺序画出 {held.shown}/{len(held.spots):,} 个乡镇、"
            f"{drawn:,}/{sum(map(len, held.choices)):,} 个村、"
            f"{len(held.donors)}/{held.all_donors:,} 个支援方；选县或支援区可看其余的。"
        )
    if held.undrawn:
        parts.append(f"另有 {sum(held.undrawn.values()):,} 个支援方没有画出，见下面的表。")
    return "".join(parts)


def county_lines(held: Proposed, snapshot: Snapshot, county: int) -> list[str]:
    of = snapshot.parties.county.at
    places = [place for place, spot in enumerate(held.spots) if of[spot] == county]
    every = [one for place in places for one in held.choices[place]]
    lines = [f"拟结对 {number_text(every)} 村"]
    shown = sum(place < held.shown for place in places)
    if shown < len(places):
        lines.append(f"图中 {shown}/{len(places)} 个乡镇")
    return lines


def number_text(choices: Sequence[Choice]) -> str:
    return f"{sum(one.donor != NOWHERE for one in choices)}/{len(choices)}"


def remark_text(held: Proposed, spot: int, choices: Sequence[Choice]) -> str:
    said = []
    if len(choices) > MOST_SQUARES:
        said.append(f"图中 {MOST_SQUARES}/{len(choices):,} 村")
    if spot in held.undrawn:
        said.append(f"另有 {held.undrawn[spot]:,} 个支援方")
    return "；".join(said)
