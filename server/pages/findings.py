"""What one check of the data-quality board finds, each row with where it is mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from graph.analysis.findings import Findings
from graph.analysis.quality import About, Check, find_check
from graph.analysis.quality import findings as find
from graph.language import say
from graph.words import PartyKind
from server.pages.actions import ACTIONS
from server.pages.allowed import may_give
from server.pages.asked import Asked, Ref, Shown
from server.pages.listing import Listing, listing
from server.pages.pairing_line import PairingLine, pairing_line

Mend = Callable[[Asked, str], Ref]
"""Where a row is mended, by the key of its party or pairing."""
May = Callable[[Asked, int], bool]
"""May who asks mend it there, by its row?"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a row is here: `detail` with its numbers, and the other party that it is about."""

    detail: str
    beside: Ref | None
    mend: Ref


@dataclass(frozen=True, slots=True)
class PartyFinding:
    name: Ref
    kind: PartyKind
    key: str
    above: tuple[Ref, ...]
    finding: Finding


@dataclass(frozen=True, slots=True)
class PairingFinding:
    line: PairingLine
    finding: Finding


@dataclass(frozen=True, slots=True)
class FindingsPage:
    check: Check
    scope: tuple[Ref, ...]
    list: Listing[PartyFinding | PairingFinding]


def findings(asked: Asked) -> Shown:
    check, within = find_check(asked.key), asked.division("within")
    found = find(asked.snapshot, asked.view, check, within)
    key = "" if within is None else asked.snapshot.parties.key(within)
    page = FindingsPage(
        check,
        () if within is None else (_without(asked, within),),
        listing(asked, np.arange(len(found)), finding_line(asked, check, found)),
    )
    back = Ref(say("数据质量"), asked.urls.quality(key))
    return Shown("findings", check.title, page, (back, *asked.path_to(within)))


def finding_line(
    asked: Asked, check: Check, found: Findings
) -> Callable[[int], PartyFinding | PairingFinding]:
    """Makes the line of a finding, by its place among those found."""
    make = _party if check.about is About.PARTIES else _pairing
    return make(asked, check, found)


def _without(asked: Asked, within: int) -> Ref:
    return Ref(say("与{place}有关", place=asked.ref(within).text), asked.again(within=None))


def _party(asked: Asked, check: Check, found: Findings) -> Callable[[int], PartyFinding]:
    parties = asked.snapshot.parties

    def line(place: int) -> PartyFinding:
        row = int(found.rows[place])
        key = parties.key(row)
        return PartyFinding(
            asked.ref(row),
            parties.kind_of(row),
            key,
            asked.above(row),
            _finding(asked, check, found, place, _mend(asked, check, row, key)),
        )

    return line


def _pairing(asked: Asked, check: Check, found: Findings) -> Callable[[int], PairingFinding]:
    def line(place: int) -> PairingFinding:
        row = int(found.rows[place])
        key = asked.snapshot.pairings.key(row)
        mend = _mend(asked, check, row, key)
        return PairingFinding(pairing_line(asked, row), _finding(asked, check, found, place, mend))

    return line


def _finding(asked: Asked, check: Check, found: Findings, place: int, mend: Ref) -> Finding:
    beside = None if found.beside is None else asked.ref(int(found.beside[place]))
    numbers = (int(column[place]) for column in found.numbers)
    return Finding(check.detail.format(*numbers), beside, mend)


def _mend(asked: Asked, check: Check, row: int, key: str) -> Ref:
    """For who may not mend it, and where pages only read, to the row itself."""
    if check.code in MENDS:
        mend, may = MENDS[check.code]
        if may(asked, row):
            return mend(asked, key)
    if check.about is About.PARTIES:
        return Ref(say("看这一个"), asked.urls.party(key))
    return Ref(say("看这一条"), asked.urls.pairing(key))


def _action(name: str) -> Mend:
    (title,) = (action.title for action in ACTIONS if action.name == name)
    return lambda asked, key: Ref(title, asked.urls.act(key, name))


def _villages(asked: Asked, key: str) -> Ref:
    """The township of a pairing leads to its uncovered villages, each with the way to register."""
    held = asked.snapshot.pairings
    row = held.find(key)
    assert row is not None
    township = asked.snapshot.parties.key(held.recipient.at[row])
    return Ref(say("为村登记"), asked.urls.uncovered(within=township))


def _again(asked: Asked, key: str) -> Ref:
    """The two ends of a pairing that is over lead to where the next is registered."""
    held, parties = asked.snapshot.pairings, asked.snapshot.parties
    row = held.find(key)
    assert row is not None
    donor, recipient = (parties.key(end.at[row]) for end in (held.donor, held.recipient))
    return Ref(say("再登记"), asked.urls.register(donor, recipient))


def _any(asked: Asked, _: int) -> bool:
    """Whoever writes may find a donor of his own for it."""
    return asked.can_write


MENDS: Mapping[str, tuple[Mend, May]] = {
    "townships-without-villages": (_villages, _any),
    "villages-negotiated": (_action("amend"), Asked.may_pair),
    "closed-scope": (_action("end"), Asked.may_pair),
    "ending-soon": (_action("amend"), Asked.may_pair),
    "ended-alone": (_again, Asked.may_pair),
    "never-signed": (_action("amend"), Asked.may_pair),
    "long-planned": (_action("sign"), Asked.may_pair),
    "long-negotiating": (_action("sign"), Asked.may_pair),
    "signed-without-agreement": (_action("amend"), Asked.may_pair),
    "without-start": (_action("amend"), Asked.may_pair),
    "units-elsewhere": (_action("amend"), Asked.may_pair),
    "single-donors": (
        lambda asked, key: Ref(say("登记"), asked.urls.register(recipient=key)),
        _any,
    ),
    "beyond-capacity": (lambda asked, key: Ref(say("移交"), asked.urls.hand_over(key)), may_give),
    "unnamed-quotas": (
        lambda asked, key: Ref(say("定名"), asked.urls.naming(key)),
        Asked.may_name,
    ),
}
"""The other checks are mended on the page of the party or the pairing itself."""
