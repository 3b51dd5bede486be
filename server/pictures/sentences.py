"""The sentences around a picture: its title, what it holds in all, what its caps left out."""

from collections import Counter
from collections.abc import Iterator

from graph.analysis.coverage import View, coverage, donors_of
from graph.language import joined, say
from graph.network.snapshot import NOWHERE
from graph.words import PartyKind, Stage, VillageTarget
from server.pictures.contents import MOST_DONORS
from server.pictures.text import run_on
from server.pictures.wording import Wording


def title(words: Wording) -> str:
    name = words.name(words.contents.scope.party)
    return say("{name}结对关系图　{day}", name=name, day=words.day)


def nothing(words: Wording) -> str:
    name = words.name(words.contents.scope.party)
    if words.contents.scope.gives:
        return say(
            "{name}在{day}没有有效的结对关系。请导入任务清单或登记结对关系，也可以另选日期。",
            name=name,
            day=words.day,
        )
    none = say(
        "{name}在{day}没有有效的结对关系，也没有列出{target}。",
        name=name,
        day=words.day,
        target=words.target,
    )
    poor = _poor(words, [words.contents.scope.party])
    return run_on((none, poor, say("也可以另选日期。")))


def about(words: Wording) -> str:
    parts = (_who(words), _villages(words), _unsupported(words), _negotiating(words), _near(words))
    return run_on(parts)


def _who(words: Wording) -> str:
    contents, scope = words.contents, words.contents.scope
    if scope.gives and words.snapshot.parties.kind.at[scope.party] == PartyKind.COUNTY:
        return _district(words)
    donors, whom = len(contents.all_donors), joined(_recipients(words))
    if scope.gives:
        if contents.all_donors == {scope.party}:
            return say("结对{whom}。", whom=whom)
        return say("{n}个支援方结对{whom}。", n=donors, whom=whom)
    if not donors:
        return say("没有支援方结对这里。")
    county = words.snapshot.parties.county.at
    districts = {county[donor] for donor in contents.all_donors} - {NOWHERE}
    return say(
        "{districts}个区的{n}个支援方结对{whom}。", districts=len(districts), n=donors, whom=whom
    )


def _district(words: Wording) -> str:
    contents = words.contents
    kind = words.snapshot.parties.kind.at
    whom: str = (
        say("{n}个县", n=len(contents.groups))
        if all(kind[row] == PartyKind.COUNTY for row in contents.groups)
        else say("{n}个县市", n=len(contents.groups))
    )
    if townships := sum(not place.is_group for place in contents.all_places):
        whom = say("{whom}的{n}个乡镇", whom=whom, n=townships)
    return say("{n}个支援方结对{whom}。", n=len(contents.all_donors), whom=whom)


def _recipients(words: Wording) -> Iterator[str]:
    """`1个县、2个乡镇、23个村、4个单位`; one that is the scope itself by its level."""
    parties, scope = words.snapshot.parties, words.contents.scope
    kinds = Counter(
        min(parties.kind.at[row], PartyKind.VILLAGE + 1)
        for row in words.contents.recipients
        if row != scope.party
    )
    if scope.party in words.contents.recipients:
        is_county = parties.kind.at[scope.party] == PartyKind.COUNTY
        yield say("县本身") if is_county else say("乡镇本身")
    for kind, what in (
        (PartyKind.PROVINCE, say("{0}个省")),
        (PartyKind.PREFECTURE, say("{0}个市州")),
        (PartyKind.COUNTY, say("{0}个县")),
        (PartyKind.TOWNSHIP, say("{0}个乡镇")),
        (PartyKind.VILLAGE, say("{0}个村")),
        (PartyKind.VILLAGE + 1, say("{0}个单位")),
    ):
        if kinds[kind]:
            yield what.format(kinds[kind])


def _villages(words: Wording) -> str:
    covers = [cover for place in words.contents.all_places for cover in place.covers]
    if covers:
        return say("{text}。", text=words.target_counts(covers))
    if not words.contents.scope.gives:
        none = say("没有列出{target}。", target=words.target)
        return run_on((none, _poor(words, list(words.contents.groups))))
    if words.by_village:
        return ""
    none = say("所结对的县和乡镇没有列出{target}。", target=words.target)
    return run_on((none, _poor(words, list(words.contents.groups))))


def _poor(words: Wording, divisions: list[int]) -> str:
    """Counties that are not deep-poverty ones may have poor villages all the same."""
    view = View(words.view.day, VillageTarget.POOR, words.view.exited)
    count = sum(coverage(words.snapshot, view, division).total for division in divisions)
    return say("另有贫困村{n}个，可改看贫困村。", n=count) if count else ""


def _unsupported(words: Wording) -> str:
    """Townships with target villages where nobody supports anything."""
    contents = words.contents
    if contents.scope.gives or contents.scope.by_village:
        return ""
    count = sum(not place.givers and not place.is_group for place in contents.all_places)
    if not count:
        return ""
    return say("{n}个有{target}的乡镇没有支援方。", n=count, target=words.target)


def _negotiating(words: Wording) -> str:
    places = words.contents.all_places
    count = sum(place.negotiating and not place.villages for place in places)
    if not count:
        return ""
    if words.by_village:
        return say("{n}个受援方双方协商中。", n=count)
    return say("{n}个乡镇双方协商中。", n=count)


def _near(words: Wording) -> str:
    """Who supports the county of a township."""
    snapshot, scope, parties = words.snapshot, words.contents.scope, words.snapshot.parties
    county = parties.county.at[scope.party]
    if scope.gives or county in (NOWHERE, scope.party):
        return ""
    parts = []
    for stage in (Stage.SIGNED, Stage.PLANNED, Stage.NEGOTIATING):
        donors = donors_of(snapshot, words.view.day, county, [stage])
        if donors:
            parts.append(say("{name}（{stage}）", name=words.names(donors), stage=stage.chinese))
    return say("县级支援方：{donors}。", donors=joined(parts)) if parts else ""


def cut(words: Wording) -> str:
    """What the caps left out; empty when they left out nothing."""
    contents = words.contents
    parts = []
    if len(contents.places) < len(contents.all_places):
        shown, every = len(contents.places), len(contents.all_places)
        parts += [
            say("图中按区划顺序列出{shown}/{n}个受援村、单位，", shown=shown, n=every)
            if words.by_village
            else say("图中按区划顺序列出{shown}/{n}个受援乡镇，", shown=shown, n=every),
            say("其余见{name}的结对关系。", name=words.name(contents.scope.party)),
        ]
    if any(place.undrawn for place in contents.places):
        drawn, donors = len(contents.donors), len(contents.all_donors)
        parts += [
            say("图中画出{shown}/{n}个支援方，", shown=drawn, n=donors),
            say("其余在受援方一行计数。")
            if words.by_village or drawn >= MOST_DONORS
            else say("只结对到村、单位的在受援乡镇一行计数。"),
        ]
    return run_on(parts)
