"""Where villages wait for a name: every township and county that sources count them for."""

from dataclasses import dataclass
from itertools import groupby

from graph.analysis.naming import Quota, quotas
from graph.language import say
from graph.network.snapshot import NOWHERE
from server.pages.asked import Asked, Ref, Shown


@dataclass(frozen=True, slots=True)
class DivisionLine:
    """`direct` says that the villages are counted for the county itself."""

    name: Ref
    quota: Quota
    direct: bool


@dataclass(frozen=True, slots=True)
class CountyPart:
    county: Ref
    place: str
    lines: tuple[DivisionLine, ...]
    named: int
    to_name: int


@dataclass(frozen=True, slots=True)
class NamingIndex:
    counties: tuple[CountyPart, ...]
    named: int
    to_name: int


def naming_index(asked: Asked) -> Shown:
    within = asked.division("within")
    found = quotas(asked.snapshot, within)
    county = asked.snapshot.parties.county.at
    grouped = groupby(found, key=lambda quota: county[quota.division])
    page = NamingIndex(
        tuple(_part(asked, row, list(inside)) for row, inside in grouped), *_sums(found)
    )
    return Shown("naming_index", say("村的定名"), page, asked.path_to(within))


def _part(asked: Asked, county: int, found: list[Quota]) -> CountyPart:
    parties = asked.snapshot.parties
    assert county != NOWHERE
    return CountyPart(
        asked.ref(county),
        " ".join(map(parties.name, parties.ancestors(county))),
        tuple(_line(asked, county, quota) for quota in found),
        *_sums(found),
    )


def _line(asked: Asked, county: int, quota: Quota) -> DivisionLine:
    key = asked.snapshot.parties.key(quota.division)
    name = asked.ref(quota.division)._replace(href=asked.urls.naming(key))
    return DivisionLine(name, quota, quota.division == county)


def _sums(found: list[Quota]) -> tuple[int, int]:
    return sum(quota.named for quota in found), sum(quota.to_name for quota in found)
