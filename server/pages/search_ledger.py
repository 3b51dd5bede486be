"""What a search finds in the ledger: parties, pairings by number, programmes."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from graph.analysis.best_matches import (
    best_parties,
    named_programmes,
    numbered_pairings,
    programmes,
)
from graph.analysis.search import rank
from graph.language import joined, say
from graph.words import DIVISION_KINDS, ORGANISATION_KINDS, PartyKind, Stage
from server.pages.asked import Asked
from server.pages.pairing_line import pairing_line, place_of
from server.pages.search_parts import Group, Hit

KINDS: Mapping[str, tuple[str, Sequence[PartyKind]]] = {
    "divisions": (
        say("区县和乡镇街道"),
        [kind for kind in DIVISION_KINDS if kind < PartyKind.VILLAGE],
    ),
    "villages": (say("村和社区"), [PartyKind.VILLAGE]),
    "organisations": (say("单位"), ORGANISATION_KINDS),
}
"""Groups of parties, and the kinds in each."""
EVERY = {"span": "all", "stage": [stage.text for stage in Stage]}
LONGEST = 60


def parties_of(asked: Asked, text: str, most: int) -> Iterator[Group]:
    """Each group leads to its kinds in the list of parties."""
    rows = best_parties(asked.snapshot, text)
    kind = asked.snapshot.parties.kind.array[rows]
    for code, (title, kinds) in KINDS.items():
        own = rows[np.isin(kind, [int(one) for one in kinds])]
        best = rank(asked.snapshot.parties, int(own[0]), text) if len(own) else 0
        yield Group(
            *(code, title, say("个"), len(own)),
            tuple(_party(asked, row) for row in own[:most].tolist()),
            asked.urls.parties(q=text, kind=[one.text for one in kinds]),
            best,
        )


def _party(asked: Asked, row: int) -> Hit:
    parties, ref = asked.snapshot.parties, asked.ref(row)
    facts = (place_of(asked, row)[:LONGEST], parties.kind_of(row).chinese, parties.key(row)[:40])
    return Hit(ref.text, ref.href, joined(filter(None, facts), " · "), ref.hint)


def numbered(asked: Asked, text: str, most: int) -> Iterator[Group]:
    """Pairings whose number, or whose agreement's, the text is a part of."""
    rows = numbered_pairings(asked.snapshot, text)
    whole = asked.urls.to("/pairings", {"number": text, **EVERY})
    hits = tuple(_pairing(asked, row) for row in rows[:most].tolist())
    yield Group("pairings", say("结对关系（编号、协议编号）"), say("条"), len(rows), hits, whole, 1)


def _pairing(asked: Asked, row: int) -> Hit:
    line, held = pairing_line(asked, row), asked.snapshot.pairings
    agreement = held.text.agreement[held.id.at[row]] or ""
    facts = (held.key(row)[:40], agreement[:40], line.stage.chinese)
    name = say("{donor}支援{recipient}", donor=line.donor.text, recipient=line.recipient.text)
    return Hit(name, line.href, joined(filter(None, facts), " · "))


def programmes_of(asked: Asked, text: str, most: int) -> Iterator[Group]:
    found, counts = named_programmes(asked.snapshot, text), programmes(asked.snapshot)
    hits = tuple(
        Hit(
            name[:LONGEST],
            asked.urls.to("/pairings", {"programme": name, **EVERY}),
            say("结对关系 {n:,} 条", n=counts[name]),
            name if len(name) > LONGEST else "",
        )
        for name in found[:most]
    )
    whole = asked.urls.search(text, "programmes")
    yield Group("programmes", say("帮扶渠道"), say("个"), len(found), hits, whole, 1)
