"""The ledgers as files: empty forms, and what is held in the form in which it goes in."""

from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.coverage import Grouping, coverage_by
from graph.export.ledgers import OUTGOING
from graph.language import say
from server.address import Files
from server.pages.asked import Asked, Shown
from server.pages.districts import district_rows
from server.pages.listing import Option

ABOUT = {
    "pairings": say("一行一条结对关系，所有日期和阶段"),
    "villages": say("一行一个村的一次认定，连同退出的"),
    "organisations": say("企业、学校、医院等单位，连同可结对村数"),
    "tasks": say("镇街和乡镇的结对、各包几个村；写的是截至日那一天"),
}


class LedgerFile(NamedTuple):
    name: str
    about: str
    template: str
    files: Files


@dataclass(frozen=True, slots=True)
class ExportsPage:
    """`places` are what the ledgers can be narrowed to."""

    places: tuple[Option, ...]
    ledgers: tuple[LedgerFile, ...]


def exports(asked: Asked) -> Shown:
    within = asked.division("within")
    key = "" if within is None else asked.snapshot.parties.key(within)
    ledgers = (
        LedgerFile(
            OUTGOING[ledger].form.name,
            about,
            asked.urls.template(ledger),
            asked.urls.ledger_files(ledger, key),
        )
        for ledger, about in ABOUT.items()
    )
    return Shown("exports", say("取出台账"), ExportsPage(_places(asked, within), tuple(ledgers)))


def _places(asked: Asked, within: int | None) -> tuple[Option, ...]:
    """The donor districts, the counties that hold target villages, and what was asked for."""
    parties = asked.snapshot.parties
    counties = (row for row, _ in coverage_by(asked.snapshot, Grouping.COUNTY, asked.view))
    rows = dict.fromkeys([*district_rows(asked), *counties])
    if within is not None:
        rows |= {within: None}
    return tuple(Option(parties.key(row), parties.name(row)[:20], row == within) for row in rows)
