"""The data-quality checks: each finds what it says, and nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from plan_network import PARTIES, on

from graph.analysis.coverage import View
from graph.analysis.quality import CHECKS, About, board, find_check, findings
from graph.errors import NotFound
from graph.naming import normalise
from graph.network.build import assemble
from graph.network.live import Network
from graph.network.rows import AliasRow, DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Figures, Poverty, Snapshot
from graph.words import VillageTarget

DAY = on("2020-06-30")
VIEW = View(DAY)
IDS = {party.key: party.id for party in PARTIES}


def pair(key: str, donor: str, recipient: str, stage: str = "signed", **more: object) -> PairingRow:
    """A pairing that no check has anything against, but for what `more` changes."""
    row = PairingRow(int(key[1:]), key, IDS[donor], IDS[recipient], stage, on("2020-02-25"))
    return row._replace(**{"agreement": "协议一", **more})  # type: ignore[arg-type]


def designate(*villages: str, **more: object) -> list[DesignationRow]:
    rows = [DesignationRow(n, IDS[village]) for n, village in enumerate(villages, 1)]
    return [row._replace(**more) for row in rows]  # type: ignore[arg-type]


def ledger(
    pairings: Sequence[PairingRow] = (),
    designations: Sequence[DesignationRow] = (),
    more: Sequence[PartyRow] = (),
    aliases: Sequence[AliasRow] = (),
    figures: dict[int, Figures] | None = None,
) -> Snapshot:
    replaced = {party.id: party for party in (*PARTIES, *more)}
    return assemble(replaced.values(), pairings, designations, aliases, figures)


def found(
    snapshot: Snapshot, code: str, within: str = "", view: View = VIEW
) -> dict[str, list[object]]:
    """The rows that a check finds by key, in order: their numbers, and the key of the other."""
    check = find_check(code)
    scope = snapshot.parties.row(within) if within else None
    held = findings(snapshot, view, check, scope)
    parties = snapshot.parties
    about = parties if check.about is About.PARTIES else snapshot.pairings
    lines: dict[str, list[object]] = {}
    for place, row in enumerate(held.rows.tolist()):
        line: list[object] = [int(column[place]) for column in held.numbers]
        if held.beside is not None:
            line.append(parties.key(int(held.beside[place])))
        lines[about.key(row)] = line
    assert len(lines) == len(held)
    return lines


def test_ledger_in_order_passes_every_check() -> None:
    snapshot = ledger(
        [
            pair("p1", "dt1", "rt1"),
            pair("p2", "dv1", "rv1"),
            pair("p3", "de1", "rv1"),
            pair("p4", "de2", "rv1", lead_id=IDS["dt2"]),
        ],
        designate("rv1"),
        [PartyRow(12, "de1", "enterprise", "donor", "一厂", 4, capacity=1)],
        [AliasRow(IDS["dt1"], "黄村镇")],
        {22: Figures((Poverty(2020, 1, 2, 1, 3, None, "计划"),))},
    )
    assert [(check.code, number) for check, number in board(snapshot, VIEW)] == [
        (check.code, 0) for check in CHECKS
    ]
    assert len({check.code for check in CHECKS}) == len(CHECKS) == 16


def test_empty_ledger_passes_every_check() -> None:
    assert {number for _, number in board(assemble([]), VIEW)} == {0}


def test_details_name_as_many_numbers_as_are_found() -> None:
    for check in CHECKS:
        held = findings(ledger(), VIEW, check)
        numbers = range(len(held.numbers))
        assert check.detail.format(*numbers).count("{") == 0
        assert all(f"{{{n}}}" in check.detail for n in numbers)
        assert bool(check.beside) == (held.beside is not None)


def test_unknown_check_is_not_found() -> None:
    with pytest.raises(NotFound, match="没有名为“nothing”的数据质量检查"):
        find_check("nothing")


# Townships and their villages.


def test_township_pairing_without_village_pairings() -> None:
    pairings = [pair("p1", "dt1", "rt1"), pair("p2", "dt3", "rt1"), pair("p3", "dt2", "rt2")]
    snapshot = ledger([*pairings, pair("p4", "ds2", "rv1", "negotiating")], designate("rv1", "rv2"))
    # 二中 lies in 东城区, as 东华门街道 does; 乙乡 has no target village.
    assert found(snapshot, "townships-without-villages") == {"p1": [2]}


@pytest.mark.parametrize(
    ("donor", "recipient", "more", "bare"),
    [
        ("dv2", "rv2", {}, False),
        ("dv2", "rv2", {"stage": "planned"}, False),
        ("dv2", "rv2", {"stage": "cancelled"}, True),
        ("dv2", "rv2", {"end": DAY}, True),
        ("dv2", "rv2", {"start": DAY + 1}, True),
        ("dt3", "rv2", {}, True),
        # A village that is no target village.
        ("dv2", "rv1", {}, True),
        ("dv2", "rv3", {}, True),
    ],
)
def test_what_counts_as_a_village_pairing_of_the_township(
    donor: str, recipient: str, more: dict[str, object], bare: bool
) -> None:
    village = pair("p2", donor, recipient, **more)  # type: ignore[arg-type]
    snapshot = ledger([pair("p1", "dt1", "rt1"), village], designate("rv2", "rv3"))
    assert ("p1" in found(snapshot, "townships-without-villages")) is bare


def test_village_level_under_negotiation() -> None:
    snapshot = ledger(
        [
            pair("p1", "dt1", "rt1", negotiating_villages=1),
            pair("p2", "dt2", "rt2", negotiating_villages=1, end=DAY),
            pair("p3", "dt2", "rt3", "cancelled", negotiating_villages=1),
        ]
    )
    assert found(snapshot, "villages-negotiated") == {"p1": []}


# Parties.


def test_village_with_a_single_donor() -> None:
    snapshot = ledger(
        [
            pair("p1", "dt1", "rv1", "planned"),
            pair("p2", "dt1", "rv1", "signed", start=on("2020-03-01")),
            pair("p3", "dt1", "rv2"),
            pair("p4", "dv1", "rv2", "negotiating"),
            pair("p5", "dt1", "rv3"),
        ],
        designate("rv1", "rv2"),
    )
    # 甲一村 has one donor in two pairings; 丙一村 is no target village.
    assert found(snapshot, "single-donors") == {"rv1": ["dt1"]}


def test_single_donor_follows_the_target_that_is_asked_for() -> None:
    snapshot = ledger([pair("p1", "dt1", "rv1")], designate("rv1", kind="poor"))
    assert found(snapshot, "single-donors") == {}
    poor = View(DAY, VillageTarget.POOR)
    assert found(snapshot, "single-donors", view=poor) == {"rv1": ["dt1"]}


def test_quota_that_is_not_named() -> None:
    unnamed = [
        PartyRow(41, "rt1#01", "village", "recipient", "甲乡待定名村01", 24, named=0),
        PartyRow(42, "rt1#02", "village", "recipient", "甲乡待定名村02", 24, named=0),
        PartyRow(43, "150927#01", "village", "recipient", "察右中旗待定名村01", 23, named=0),
    ]
    assert found(ledger(more=unnamed), "unnamed-quotas") == {"rt1": [2], "150927": [1]}


@pytest.mark.parametrize(("counted", "lines"), [(1, {}), (2, {}), (3, {"150926": [2019, 3, 2]})])
def test_more_poor_villages_counted_than_designated(
    counted: int, lines: dict[str, list[object]]
) -> None:
    left = designate("rv2", kind="poor", end=on("2019-03-01"))[0]._replace(id=9)
    snapshot = ledger(
        designations=[*designate("rv1", "rv3"), left],
        figures={
            22: Figures(
                (
                    Poverty(2017, None, None, 9, None, None, "旧"),
                    Poverty(2019, None, None, counted, None, None, "新"),
                    Poverty(2020, 5, 6, None, None, None, "不数村"),
                    Poverty(2021, None, None, 99, None, None, "以后"),
                )
            )
        },
    )
    # 甲二村 left in 2019 and still counts for it; 丙一村 lies in another county.
    assert found(snapshot, "undesignated") == lines


def test_source_that_counts_no_villages_is_held_against_nothing() -> None:
    figures = {22: Figures((Poverty(2019, 5, 6, None, None, None, "户数"),)), 23: Figures()}
    assert found(ledger(figures=figures), "undesignated") == {}


def test_duplicate_names_stand_together() -> None:
    more = [
        PartyRow(51, "rv9", "village", "recipient", "甲一村", 24),
        PartyRow(52, "rv8", "village", "recipient", "甲一村", 26),
        PartyRow(53, "rs9", "school", "recipient", "甲一村", 24),
        PartyRow(54, "ra", "village", "recipient", "甲 二 村", 24),
    ]
    # 甲一村 in another township, and a school of that name, are something else.
    assert found(ledger(more=more), "duplicate-names") == {
        "ra": ["rv2"],
        "rv2": ["ra"],
        "rv1": ["rv9"],
        "rv9": ["rv1"],
    }


def test_name_that_is_the_alias_of_another() -> None:
    aliases = [AliasRow(IDS["rv1"], "甲二村"), AliasRow(IDS["dt1"], "黄村"), AliasRow(5, "黄村")]
    assert found(ledger(aliases=aliases), "duplicate-names") == {
        "dt1": ["dt2"],
        "dt2": ["dt1"],
        "rv1": ["rv2"],
        "rv2": ["rv1"],
    }


def test_alias_that_says_the_own_name_is_no_duplicate() -> None:
    assert found(ledger(aliases=[AliasRow(IDS["rv1"], "甲一 村")]), "duplicate-names") == {}


@pytest.mark.parametrize("name", ["甲·乡", "Ａ村", "（甲）村", "甲\u200b村", "甲 村", "﨑村"])
def test_names_are_compared_as_they_are_normalised(name: str) -> None:
    twins = [
        PartyRow(61, "z1", "village", "recipient", name, 24),
        PartyRow(62, "z2", "village", "recipient", normalise(name), 24),
        PartyRow(63, "z3", "village", "recipient", "别村", 24),
    ]
    assert found(ledger(more=twins), "duplicate-names") == {"z1": ["z2"], "z2": ["z1"]}


def test_donor_beyond_what_it_offers() -> None:
    offering = [
        PartyRow(12, "de1", "enterprise", "donor", "一厂", 4, capacity=1),
        PartyRow(13, "de2", "enterprise", "donor", "二厂", 2, capacity=0),
        PartyRow(9, "ds1", "school", "donor", "一中", 4, capacity=2),
    ]
    pairings = [
        *(pair("p1", "de1", "rv1"), pair("p2", "de1", "rv2", "planned")),
        *(pair("p3", "ds1", "rv1"), pair("p4", "ds1", "rv2"), pair("p5", "ds1", "rs1")),
        pair("p6", "de2", "rt1"),
        pair("p7", "dt1", "rv1"),
    ]
    assert found(ledger(pairings, more=offering), "beyond-capacity") == {"de1": [1, 2]}
    ended = [pairings[0], pairings[1]._replace(end=DAY)]
    assert found(ledger(ended, more=offering), "beyond-capacity") == {}


# Pairings.


@pytest.mark.parametrize(
    ("ends", "closed"),
    [
        ([], False),
        ([None], False),
        ([DAY], True),
        ([DAY + 1], False),
        ([DAY - 400, DAY - 10], True),
        ([DAY - 400, None], False),
    ],
)
def test_pairing_of_a_village_that_has_left(ends: list[int | None], closed: bool) -> None:
    rows = [DesignationRow(n, IDS["rv1"], end=end) for n, end in enumerate(ends, 1)]
    pairings = [pair("p1", "dt1", "rv1"), pair("p2", "dt1", "rv2"), pair("p3", "dt1", "rt1")]
    assert found(ledger(pairings, rows), "closed-scope") == ({"p1": []} if closed else {})


def test_pairing_of_a_village_that_comes_back_is_not_closed() -> None:
    rows = [
        DesignationRow(1, IDS["rv1"], end=DAY - 400),
        DesignationRow(2, IDS["rv1"], start=DAY + 10),
    ]
    assert found(ledger([pair("p1", "dt1", "rv1")], rows), "closed-scope") == {}


def test_pairings_that_ended_and_were_never_signed() -> None:
    day = on("2020-05-01")
    snapshot = ledger(
        [
            pair("p1", "dt1", "rt1", "planned", end=day),
            pair("p2", "dt1", "rt2", "negotiating", end=DAY),
            pair("p3", "dt1", "rt3", "planned", end=DAY + 1),
            pair("p4", "dt2", "rt1", end=day),
            pair("p5", "dt2", "rt2", "cancelled", end=day),
            # Signed, and handed over: something followed. A cancelled one follows nothing.
            pair("p6", "dv1", "rv1", "planned", end=day),
            pair("p7", "dv1", "rv1", "signed", start=day, follows_id=6),
            pair("p8", "dv1", "rv2", "planned", end=day),
            pair("p9", "dv1", "rv2", "cancelled", start=day, follows_id=8),
        ]
    )
    assert found(snapshot, "never-signed") == {"p1": [], "p2": [], "p8": []}


@pytest.mark.parametrize("stage", ["planned", "negotiating"])
def test_what_is_meant_to_come_for_a_year(stage: str) -> None:
    snapshot = ledger(
        [
            pair("p1", "dt1", "rt1", stage, start=DAY - 365),
            pair("p2", "dt1", "rt2", stage, start=DAY - 364),
            pair("p3", "dt1", "rt3", stage, start=None),
            pair("p4", "dt2", "rt1", start=DAY - 1000),
            pair("p5", "dt2", "rt2", stage, start=DAY - 1000, end=DAY),
        ]
    )
    other = {"planned": "negotiating", "negotiating": "planned"}[stage]
    assert found(snapshot, f"long-{stage}") == {"p1": [365]}
    assert found(snapshot, f"long-{other}") == {}


def test_signed_without_agreement() -> None:
    snapshot = ledger(
        [
            pair("p1", "dt1", "rt1", agreement=None),
            pair("p2", "dt1", "rt2", agreement=""),
            pair("p3", "dt1", "rt3", "planned", agreement=None),
            pair("p4", "dt2", "rt1", agreement=None, end=DAY),
        ]
    )
    assert found(snapshot, "signed-without-agreement") == {"p1": [], "p2": []}


def test_pairing_without_a_start() -> None:
    snapshot = ledger(
        [
            pair("p1", "dt1", "rt1", start=None),
            pair("p2", "dt1", "rt2", start=None, end=DAY),
            pair("p3", "dt1", "rt3", "cancelled", start=None),
        ]
    )
    assert found(snapshot, "without-start") == {"p1": []}


def test_units_that_lie_elsewhere() -> None:
    snapshot = ledger(
        [
            pair("p1", "dt1", "rt1", lead_id=IDS["ds2"]),
            pair("p2", "dt1", "rt2", lead_id=IDS["de2"], partner_id=IDS["dt3"]),
            pair("p3", "dt1", "rt3", lead_id=IDS["110000"]),
            pair("p4", "110115", "150926", lead_id=IDS["dh1"]),
            pair("p5", "110000", "150926", lead_id=IDS["dh1"]),
            pair("p6", "dt2", "rt1", lead_id=IDS["dt3"], partner_id=IDS["ds2"]),
        ]
    )
    assert found(snapshot, "units-elsewhere") == {"p1": ["ds2"], "p6": ["dt3"], "p2": ["dt3"]}


# Scopes.


@pytest.mark.parametrize(
    ("within", "keys"),
    [
        ("", ["p2", "p1", "p3"]),
        ("110115", ["p1", "p3"]),
        ("110101", ["p2"]),
        ("150926", ["p2", "p1"]),
        ("150927", ["p3"]),
        ("dt1", ["p1"]),
        ("rt2", []),
    ],
)
def test_pairings_belong_to_the_scope_of_either_end(within: str, keys: list[str]) -> None:
    pairings = [pair("p1", "dt1", "rt1"), pair("p2", "dt3", "rt1"), pair("p3", "dt2", "rt3")]
    snapshot = ledger([one._replace(start=None) for one in pairings])
    assert list(found(snapshot, "without-start", within)) == keys


@pytest.mark.parametrize(
    ("within", "keys"),
    [
        ("", ["rv1", "rv2", "rv3"]),
        ("110115", ["rv1", "rv3"]),
        ("110101", ["rv2"]),
        ("150926", ["rv1", "rv2"]),
        ("dt2", ["rv3"]),
        ("dv1", []),
    ],
)
def test_villages_belong_to_those_who_support_them(within: str, keys: list[str]) -> None:
    pairings = [pair("p1", "dt1", "rv1"), pair("p2", "dt3", "rv2"), pair("p3", "dt2", "rv3")]
    snapshot = ledger(pairings, designate("rv1", "rv2", "rv3"))
    assert list(found(snapshot, "single-donors", within)) == keys


def test_township_belongs_to_those_who_support_a_village_in_it() -> None:
    unnamed = [
        PartyRow(41, "rt1#01", "village", "recipient", "甲乡待定名村01", 24, named=0),
        PartyRow(42, "rt3#01", "village", "recipient", "丙乡待定名村01", 26, named=0),
    ]
    pairings = [pair("p1", "dt1", "rv1"), pair("p2", "dt1", "rv3", end=DAY)]
    assert list(found(ledger(pairings, more=unnamed), "unnamed-quotas", "110115")) == ["rt1"]


def test_division_around_the_scope_is_no_part_of_it() -> None:
    unnamed = PartyRow(41, "150926#01", "village", "recipient", "旗待定名村01", 22, named=0)
    snapshot = ledger([pair("p1", "dt1", "rv1")], more=[unnamed])
    assert list(found(snapshot, "unnamed-quotas", "rt1")) == []
    assert list(found(snapshot, "unnamed-quotas", "dt1")) == ["150926"]


def test_findings_are_kept_with_the_snapshot() -> None:
    snapshot = ledger([pair("p1", "dt1", "rt1", start=None)])
    check = find_check("without-start")
    assert findings(snapshot, VIEW, check) is findings(snapshot, VIEW, check)
    assert len(findings(snapshot, View(on("2000-01-01")), check)) == 1


def test_sample(sample_network: Network) -> None:
    snapshot = sample_network.snapshot
    counts = {check.code: number for check, number in board(snapshot, VIEW)}
    assert {code: number for code, number in counts.items() if number} == {
        "villages-negotiated": 6,
        "single-donors": 118,
        "unnamed-quotas": 23,
        "signed-without-agreement": 26,
        "without-start": 22,
    }
    later = {check.code: n for check, n in board(snapshot, View(on("2021-02-25")))}
    assert (later["long-planned"], later["long-negotiating"]) == (165, 1)
