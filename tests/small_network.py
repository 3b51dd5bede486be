"""A small network that the tests of search, lists and GraphQL know by heart, and random ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from graph.days import number_of
from graph.network.build import assemble
from graph.network.rows import AliasRow, DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Snapshot
from graph.words import Stage


def day(text: str) -> int:
    return number_of(date.fromisoformat(text))


TODAY = day("2020-06-30")

DONORS = [
    PartyRow(1, "110000", "province", "donor", "北京市", code="110000"),
    PartyRow(2, "110115", "county", "donor", "大兴区", 1, "110115", spelled="daxingqu\n"),
    PartyRow(3, "110115005", "township", "donor", "黄村地区", 2, "110115005", spelled="\nhcdq"),
    PartyRow(4, "110115005001", "village", "donor", "黄村西里社区居委会", 3, "110115005001"),
    PartyRow(5, "E1", "enterprise", "donor", "京粮（集团）有限公司", 3, "9111", capacity=3),
    PartyRow(6, "S1", "school", "donor", "大兴一中", 2, spelled="daxingyizhong\ndxyz"),
]
RECIPIENTS = [
    PartyRow(11, "150000", "province", "recipient", "内蒙古自治区", code="150000"),
    PartyRow(12, "150900", "prefecture", "recipient", "乌兰察布市", 11, "150900"),
    PartyRow(13, "150926", "county", "recipient", "察哈尔右翼前旗", 12, "150926"),
    PartyRow(14, "150926201", "township", "recipient", "乌拉哈乌拉乡", 13, spelled="\nwlhwlx"),
    PartyRow(15, "150926201200", "village", "recipient", "赛汉村村委会", 14, spelled="saihancun\n"),
    PartyRow(16, "150926201201", "village", "recipient", "朝阳村村委会", 14),
    PartyRow(17, "150926201#01", "village", "recipient", "乌拉哈乌拉乡待定名村01", 14, named=0),
    PartyRow(18, "150926202", "township", "recipient", "朝阳镇", 13, "150926202"),
    PartyRow(19, "150926202200", "village", "recipient", "赛汉村村委会", 18),
    PartyRow(20, "650000", "province", "recipient", "新疆维吾尔自治区"),
    PartyRow(21, "653200", "prefecture", "recipient", "和田地区", 20),
    PartyRow(22, "653201", "county", "recipient", "和田市", 21),
    PartyRow(23, "653221", "county", "recipient", "和田县", 21),
    PartyRow(24, "653221100", "township", "recipient", "巴格其镇", 23),
    PartyRow(25, "653221100200", "village", "recipient", "巴格其村委会", 24),
    PartyRow(26, "H1", "hospital", "recipient", "和田县人民医院", 23),
]
PARTIES = DONORS + RECIPIENTS
ALIASES = [AliasRow(13, "察右前旗", "chayouqianqi\ncyqq"), AliasRow(3, "黄村镇")]
PAIRINGS = [
    # District and county, known to the month, open at the end.
    PairingRow(1, "c1", 2, 13, "signed", day("2018-03-01"), start_precision="month", source="a"),
    PairingRow(2, "c2", 2, 23, "signed", day("2018-01-01"), start_precision="year", source="a"),
    # A town plans for a township and a village; the enterprise signed the latter's plan.
    PairingRow(3, "t1", 3, 14, "planned", lead_id=6, negotiating_villages=1, source="b"),
    PairingRow(4, "v1", 3, 15, "planned", None, day("2020-01-01"), None, "day", source="b"),
    PairingRow(
        *(5, "v2", 5, 15, "signed", day("2020-01-01"), day("2021-01-01"), "day", "day"),
        partner_id=3,
        programme="万企帮万村",
        agreement="A-1",
        note="续签",
        follows_id=4,
        source="c",
        version=2,
    ),
    PairingRow(6, "v3", 6, 16, "cancelled", day("2020-01-01"), start_precision="day", source="c"),
    PairingRow(7, "h1", 6, 26, "negotiating", source="d"),
]
DESIGNATIONS = [
    DesignationRow(1, 15),
    DesignationRow(2, 16, "deep_poverty", day("2018-01-01"), day("2019-01-01")),
    DesignationRow(3, 17),
    DesignationRow(4, 19, "poor"),
    DesignationRow(5, 25),
]
SMALL = assemble(PARTIES, PAIRINGS, DESIGNATIONS, ALIASES)

GIVERS = [party.id for party in DONORS]
TAKERS = [party.id for party in RECIPIENTS]


def with_pairings(pairings: Sequence[PairingRow]) -> Snapshot:
    return assemble(PARTIES, pairings, DESIGNATIONS, ALIASES)


def row(key: str) -> int:
    """The row of a party of the small network."""
    return SMALL.parties.row(key)


def keys(rows: Sequence[int], snapshot: Snapshot = SMALL) -> list[str]:
    return [snapshot.parties.key(at) for at in rows]


days = st.integers(0, 12)
divisions = st.sampled_from([party.key for party in PARTIES if len(party.key) > 2])


@st.composite
def pairing_rows(draw: st.DrawFn, size: int = 25) -> list[PairingRow]:
    """Pairings among the small network's parties, some doubled, open or cancelled."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(GIVERS),
                st.sampled_from(TAKERS),
                st.sampled_from(Stage),
                st.none() | days,
                st.none() | st.integers(1, 6),
            ),
            max_size=size,
        )
    )
    return [
        PairingRow(
            id_,
            f"p{97 * id_ % 101}",
            donor,
            recipient,
            stage.text,
            start,
            None if length is None else (start or 0) + length,
        )
        for id_, (donor, recipient, stage, start, length) in enumerate(drawn, 1)
    ]


@st.composite
def designation_rows(draw: st.DrawFn) -> list[DesignationRow]:
    villages = [party.id for party in RECIPIENTS if party.kind == "village"]
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(villages),
                st.sampled_from(["deep_poverty", "poor"]),
                st.none() | days,
                st.none() | st.integers(1, 6),
            ),
            max_size=10,
        )
    )
    return [
        DesignationRow(id_, village, kind, start, None if n is None else (start or 0) + n)
        for id_, (village, kind, start, n) in enumerate(drawn, 1)
    ]
