"""A network in which every measure of a plan has something to count, and random pairings in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from graph.days import number_of
from graph.network.build import assemble
from graph.network.rows import PairingRow, PartyRow
from graph.network.snapshot import Claim, Figures, Snapshot
from graph.words import Measure, PartyKind, Stage

KINDS = ("township", "village", "school", "hospital", "enterprise")
# By kind and number: T1 and T2 are townships, T1 holds all else of its side.
DONORS = [
    PartyRow(1, "110000", "province", "donor", "北京市"),
    PartyRow(2, "110115", "county", "donor", "大兴区", 1),
    PartyRow(3, "110101", "county", "donor", "东城区", 1),
    PartyRow(4, "dt1", "township", "donor", "黄村地区", 2),
    PartyRow(5, "dt2", "township", "donor", "旧宫地区", 2),
    PartyRow(6, "dt3", "township", "donor", "东华门街道", 3),
    PartyRow(7, "dv1", "village", "donor", "一村", 4),
    PartyRow(8, "dv2", "village", "donor", "二村", 4),
    PartyRow(9, "ds1", "school", "donor", "一中", 4),
    PartyRow(10, "ds2", "school", "donor", "二中", 3),
    PartyRow(11, "dh1", "hospital", "donor", "一院", 2),
    PartyRow(12, "de1", "enterprise", "donor", "一厂", 4),
    PartyRow(13, "de2", "enterprise", "donor", "二厂", 2),
]
RECIPIENTS = [
    PartyRow(21, "150000", "province", "recipient", "内蒙古自治区"),
    PartyRow(22, "150926", "county", "recipient", "察右前旗", 21),
    PartyRow(23, "150927", "county", "recipient", "察右中旗", 21),
    PartyRow(24, "rt1", "township", "recipient", "甲乡", 22),
    PartyRow(25, "rt2", "township", "recipient", "乙乡", 22),
    PartyRow(26, "rt3", "township", "recipient", "丙乡", 23),
    PartyRow(27, "rv1", "village", "recipient", "甲一村", 24),
    PartyRow(28, "rv2", "village", "recipient", "甲二村", 24),
    PartyRow(29, "rv3", "village", "recipient", "丙一村", 26),
    PartyRow(30, "rs1", "school", "recipient", "甲学校", 24),
    PartyRow(31, "rh1", "hospital", "recipient", "甲医院", 24),
    PartyRow(32, "rh2", "hospital", "recipient", "旗医院", 22),
]
PARTIES = DONORS + RECIPIENTS
BY_ID = {party.id: party for party in PARTIES}


def on(text: str) -> int:
    return number_of(date.fromisoformat(text))


def plan(pairings: Sequence[PairingRow] = (), quantity: int = 1, year: int = 2020) -> Snapshot:
    """Every measure is claimed for 大兴区 and for 察右前旗, and one thing that no ledger holds."""
    figures = {
        division: Figures(claims=tuple(claims(first, year, quantity)))
        for division, first in ((2, 1), (22, 101))
    }
    return assemble(PARTIES, pairings, figures=figures)


def claims(first: int, year: int, quantity: int) -> list[Claim]:
    counted = [
        Claim(first + n, year, measure.chinese, measure, quantity, "个", None, "计划")
        for n, measure in enumerate(Measure)
    ]
    return [*counted, Claim(first + 50, year, "帮扶资金", None, 7600, "万元", "不少于", "计划")]


def pair(key: str, donor: str, recipient: str, stage: str = "signed", **more: object) -> PairingRow:
    ids = {party.key: party.id for party in PARTIES}
    row = PairingRow(int(key[1:]), key, ids[donor], ids[recipient], stage, source="清单")
    return row._replace(**more)  # type: ignore[arg-type]


def lies_in(party: int, division: int) -> bool:
    """Is it this division, or does it lie in it?"""
    above: int | None = party
    while above is not None and above != division:
        above = BY_ID[above].parent_id
    return above == division


def kind(party: int) -> PartyKind:
    return PartyKind.named(BY_ID[party].kind)


# Around the bounds of 2020, the last day before and the first after included.
DAYS = ("2018-06-01", "2019-12-31", "2020-01-01", "2020-06-30", "2020-12-31", "2021-01-01")


@st.composite
def plan_pairings(draw: st.DrawFn) -> list[PairingRow]:
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from([party.id for party in DONORS if party.id > 1]),
                st.sampled_from([party.id for party in RECIPIENTS if party.id > 21]),
                st.sampled_from(Stage),
                st.none() | st.sampled_from(DAYS[:-1]),
                st.none() | st.integers(1, 700),
                st.integers(0, 1),
            ),
            max_size=30,
        )
    )
    rows = []
    for id_, (donor, recipient, stage, start, length, talks) in enumerate(drawn, 1):
        first = None if start is None else on(start)
        end = None if length is None else (on("2019-06-01") if first is None else first) + length
        row = PairingRow(id_, f"p{id_}", donor, recipient, stage.text, first, end)
        rows.append(row._replace(negotiating_villages=talks))
    return rows
