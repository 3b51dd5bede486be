"""Suggestions as lists and pages tell of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.language import say
from graph.network.snapshot import NOWHERE
from graph.registry.suggestions import Decision, Proposed, Suggestion
from graph.words import DesignationKind
from server.pages.asked import Asked, Ref
from server.pages.history import moment


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """`subject` is the village that it is about, as it was called then; `told` is what it shall
    be, and `village` who it turned out to be, if it is to be named."""

    href: str
    id: int
    at: str
    who: str
    county: Ref
    proposed: str
    subject: Ref
    told: str
    village: Ref | None
    source: str
    note: str
    state: Decision
    decided_by: str
    decided_at: str
    reason: str
    batch: Ref | None

    @property
    def is_open(self) -> bool:
        return self.state is Decision.OPEN

    @property
    def what(self) -> str:
        """All of it in words: 认定为深度贫困村，2018 起."""
        if self.village is None:
            return self.told
        return say("定名为{village}", village=self.village.text)


def suggestion_line(asked: Asked, one: Suggestion) -> SuggestionLine:
    naming = one.proposed is Proposed.NAME
    return SuggestionLine(
        asked.urls.suggestion(one.id),
        one.id,
        moment(one.at),
        one.who,
        _party(asked, one.county),
        one.proposed.chinese,
        _party(asked, one.about["unnamed" if naming else "village"]),
        _told(one.proposed, one.about),
        _party(asked, one.about["village"]) if naming else None,
        one.about.get("source", ""),
        one.note,
        one.decision,
        one.decided_by,
        moment(one.decided_at) if one.decided_at else "",
        one.reason,
        Ref(say("第 {number} 批", number=one.batch_id), asked.urls.batch(one.batch_id))
        if one.batch_id
        else None,
    )


def _told(proposed: Proposed, about: Mapping[str, str]) -> str:
    if proposed is Proposed.NAME:
        return say("定名为")
    kind = DesignationKind.named(about["kind"]).chinese
    if proposed is Proposed.EXIT:
        return say("{day} 退出{kind}", day=about["end"], kind=kind)
    start = about.get("start")
    if start:
        return say("认定为{kind}，{day} 起", kind=kind, day=start)
    return say("认定为{kind}，起始不详", kind=kind)


def _party(asked: Asked, key: str) -> Ref:
    """By its own name, though a village of the register may stand for it by now; without an
    address when it does not count any more."""
    parties = asked.snapshot.parties
    row = parties.find(key)
    if row is None:
        return Ref(key, "")
    former = next((one.name for one in parties.resolved if one.key == key), "")
    return Ref(former, asked.urls.party(key)) if former else asked.ref(row)


def county_row(asked: Asked, county_id: int) -> int | None:
    """The row of a county by its SQL id; None when it does not count any more."""
    rows = asked.snapshot.parties.row_of_id.at
    row = rows[county_id] if county_id < len(rows) else NOWHERE
    return None if row == NOWHERE else row
