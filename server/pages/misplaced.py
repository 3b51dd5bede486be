"""Filters that name a party of the wrong side: they find nothing, and the page says why."""

from typing import NamedTuple

from graph.language import say
from graph.words import PartyKind
from server.pages.asked import Asked, Ref


class Misplaced(NamedTuple):
    """What is wrong with the filter, and where what was probably meant stands."""

    text: str
    ways: tuple[Ref, ...]


def misplaced(
    asked: Asked, recipient: int | None = None, donor: int | None = None
) -> Misplaced | None:
    """`recipient` and `donor` are what the address names as the place of each side."""
    is_donor = asked.snapshot.parties.is_donor
    if recipient is not None and is_donor(recipient):
        return _donor(asked, recipient)
    if donor is not None and not is_donor(donor):
        return _recipient(asked, donor)
    return None


def _donor(asked: Asked, row: int) -> Misplaced:
    parties, urls = asked.snapshot.parties, asked.urls
    ref, key = asked.ref(row), parties.key(row)
    ways = [ref, Ref(say("{name}支援的结对关系", name=ref.text), urls.pairings(donor_within=key))]
    if parties.kind.at[row] == PartyKind.COUNTY:
        ways.append(Ref(say("{name}支援的目标村", name=ref.text), urls.villages(district=key)))
        ways.append(Ref(say("{name}结对关系图", name=ref.text), urls.district(key)))
    said = say("{name}在支援方，那里没有目标村，也没有受援方。可以看：", name=ref.text)
    return Misplaced(said, tuple(ways))


def _recipient(asked: Asked, row: int) -> Misplaced:
    ref, key = asked.ref(row), asked.snapshot.parties.key(row)
    ways = (
        Ref(say("支援{name}的结对关系", name=ref.text), asked.urls.pairings(within=key)),
        Ref(say("{name}的目标村", name=ref.text), asked.urls.villages(key)),
    )
    return Misplaced(say("{name}在受援方，没有支援别处。可以看：", name=ref.text), ways)
