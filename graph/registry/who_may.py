"""Whose accounts may write what somebody else may not, for refusals that say the way out."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from graph.language import joined, say
from graph.registry.deeds import Deed

ENDS = ("donor_id", "lead_id")
"""Who of a pairing decides which district writes it."""
PLACES = ("parent_id", "party_id", "division_id", "village_id")
"""What a row of another table stands on."""

MOST = 5
"""Districts that are named one by one."""


class County(NamedTuple):
    """A county, or a district of the donor side."""

    name: str
    is_donor: bool


CountyOf = Callable[[int], County | None]
"""The county that a party, by its SQL id, is or lies in."""


def who_may(deeds: Iterable[Deed], county_of: CountyOf) -> str:
    """市级账号或大兴区、支援察右前旗的区的账号."""
    known = cache(county_of)
    others = dict.fromkeys(one for deed in deeds for one in _districts(deed, known))
    if len(others) > MOST:
        return say("市级账号或所属区的账号")
    return say("市级账号或{others}的账号", others=joined(others)) if others else say("市级账号")


def _districts(deed: Deed, county_of: CountyOf) -> Iterator[str]:
    """The districts that may, or what they support."""
    names = ENDS if deed.table == "pairing" else PLACES
    for row in deed.versions:
        for place in (row[name] for name in names if row.get(name) is not None):
            county = county_of(place)
            if county is not None:
                yield county.name if county.is_donor else say("支援{name}的区", name=county.name)
