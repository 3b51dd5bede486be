"""What a picture says beside a bracket: of a county, or in a picture by village of a township."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from graph.language import joined, say
from graph.network.snapshot import NOWHERE
from graph.words import Cover, PartyKind
from server.pictures.contents import Group
from server.pictures.wording import UNLISTED, Wording

WHOLE = {PartyKind.COUNTY: say("全县"), PartyKind.TOWNSHIP: say("全乡镇")}


class GroupLine(NamedTuple):
    text: str
    counts: bool = False
    """Does it count villages, which a list then shows?"""


def group_counts(words: Wording, group: Group) -> str:
    """`0/23 村`, with what is promised; for a group without target villages why."""
    found = Counter(group.covers)
    if not group.covers:
        return say("双方协商中") if _talks(group) else UNLISTED[words.view.target]
    covered, total = found[Cover.COVERED], found.total()
    if planned := found[Cover.PLANNED]:
        return say("{covered}/{n} 村 · 已列 {planned}", covered=covered, n=total, planned=planned)
    return say("{covered}/{n} 村", covered=covered, n=total)


def group_lines(words: Wording, group: Group) -> list[GroupLine]:
    """What stands below a group's name."""
    # The list of a division shows all its villages, so a part of them leads nowhere.
    is_whole = group.whole.total == len(group.covers) > 0
    counts = GroupLine(group_counts(words, group), is_whole)
    own = (GroupLine(line) for line in _own(group))
    above = (GroupLine(line) for line in _above(words, group))
    has_counts = bool(group.covers or not group.whole.total or _talks(group))
    first = [counts] if has_counts and not group.stands_alone else []
    return [*first, *_whole(words, group), *own, *above]


def _talks(group: Group) -> bool:
    return any(place.negotiating for place in group.places)


def _whole(words: Wording, group: Group) -> Iterator[GroupLine]:
    """All of a county or township, where only a part of it is shown."""
    kind = words.snapshot.parties.kind_of(group.party)
    if group.whole.total > len(group.covers) and kind in WHOLE:
        covered, total = group.whole.covered, group.whole.total
        text = say("{whole} {covered}/{n} 村", whole=WHOLE[kind], covered=covered, n=total)
        yield GroupLine(text, True)
    shown = sum(place.group == group.party for place in words.contents.places)
    if shown < len(group.places):
        yield GroupLine(
            say("图中 {shown}/{n} 个村、单位", shown=shown, n=len(group.places))
            if words.by_village
            else say("图中 {shown}/{n} 个乡镇", shown=shown, n=len(group.places))
        )


def _own(group: Group) -> Iterator[str]:
    """The district's own pairing with the county, unless a row of its own shows it."""
    has_row = any(place.is_group for place in group.places)
    if group.stage is not None and not has_row:
        yield say("县级结对{stage}", stage=group.stage.chinese)


def _above(words: Wording, group: Group) -> Iterator[str]:
    """The county of a township."""
    county = words.snapshot.parties.county.at[group.party]
    if words.by_village and county not in (NOWHERE, group.party) and not group.stands_alone:
        yield words.name(county)


def region(words: Wording, group: Group) -> str:
    """What a group lies in, without the register's placeholders for prefectures."""
    parties = words.snapshot.parties
    if parties.kind_of(group.party) is PartyKind.TOWNSHIP:
        return words.name(parties.county.at[group.party])
    above = map(words.name, parties.ancestors(group.party))
    return " · ".join(name for name in above if "直辖" not in name)


def group_label(words: Wording, group: Group) -> str:
    name = words.name(group.party)
    if group.covers:
        return joined((name, words.target_counts(group.covers)), say("，"))
    return joined((name, group_counts(words, group)), say("，"))
