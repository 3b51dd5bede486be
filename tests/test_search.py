from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_network import SMALL, divisions, keys, row

from graph.analysis.search import UNRANKED, find_children, find_division, find_parties, place, rank
from graph.naming import normalise
from graph.network.build import assemble
from graph.network.rows import AliasRow, PartyRow
from graph.network.snapshot import NOWHERE, Snapshot
from graph.registry.names import Names
from graph.words import DIVISION_KINDS, PartyKind

EMPTY = assemble([])
# Few letters, so that they meet often: plain, full-width, capital, blank, several bytes, pinyin.
words = st.text("a村会镇黄乡（(Ａ 1·•\u200b", max_size=4)


@st.composite
def named_networks(draw: st.DrawFn) -> Snapshot:
    """A district with towns and schools under random names and aliases."""
    names = draw(st.lists(words, min_size=2, max_size=12))
    parties = [PartyRow(1, "1", "province", "donor", names[0])]
    parties += [
        PartyRow(
            id_,
            f"{id_}b",
            draw(st.sampled_from(["county", "school"])),
            "donor",
            name,
            1,
            spelled="b a\n",
        )
        for id_, name in enumerate(names[1:], 2)
    ]
    aliases = draw(st.lists(st.tuples(st.integers(1, len(parties)), words), max_size=6))
    return assemble(parties, aliases=[AliasRow(*alias, "ab\na") for alias in aliases])


def brute_rank(snapshot: Snapshot, party: int, sought: str) -> int | None:
    text, id_ = snapshot.parties.text, snapshot.parties.id.at[party]
    words = [text.key[id_], text.name[id_], *text.aliases[id_], *text.spelled[id_].split("\n")]
    lines = [normalise(word).lower() for word in words]
    ranks = [
        0 if line == sought else 1 if line.startswith(sought) else 2
        for line in lines
        if sought in line
    ]
    return min(ranks, default=None)


@given(named_networks(), words, st.none() | st.sets(st.sampled_from(PartyKind)))
def test_parties_agree_with_reading_every_line(
    snapshot: Snapshot, text: str, kinds: set[PartyKind] | None
) -> None:
    sought = normalise(text).lower()
    ranked = [
        (best, snapshot.parties.kind.at[party], party)
        for party in range(len(snapshot.parties))
        if (best := brute_rank(snapshot, party, sought)) is not None
        and (kinds is None or snapshot.parties.kind.at[party] in kinds)
    ]
    expected = [party for *_, party in (sorted(ranked) if sought else ranked)]
    assert find_parties(snapshot, text, kinds).tolist() == expected


@given(named_networks(), words)
def test_rank_is_the_one_that_parties_come_by(snapshot: Snapshot, text: str) -> None:
    found = find_parties(snapshot, text).tolist()
    ranks = [rank(snapshot.parties, party, text) for party in found]
    assert ranks == sorted(ranks)
    places = [(place(snapshot.parties, party, text), party) for party in found]
    assert places == sorted(places)
    assert all(best < UNRANKED for best in ranks)


@given(st.none() | words, divisions)
def test_within_keeps_the_division_and_what_lies_in_it(text: str | None, outer: str) -> None:
    parties, division = SMALL.parties, row(outer)
    expected = [p for p in find_parties(SMALL, text).tolist() if parties.inside(p, division)]
    assert find_parties(SMALL, text, within=division).tolist() == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("黄村镇", ["110115005"]),
        ("黄村", ["110115005", "110115005001"]),
        (" DaXing ", ["110115", "S1"]),
        ("cyqq", ["150926"]),
        ("wlh", ["150926201"]),
        ("京粮(集团)", ["E1"]),
        ("（集团）", ["E1"]),
        ("hc dq", ["110115005"]),
        ("150926202", ["150926202", "150926202200"]),
        ("待定名", ["150926201#01"]),
        ("没有这样的", []),
        ("黄村\n黄村镇", []),
    ],
)
def test_parties_are_found_as_people_type(text: str, found: list[str]) -> None:
    assert keys(find_parties(SMALL, text).tolist()) == found


def test_equal_comes_before_beginning_before_containing() -> None:
    names = ["东一村", "一村委会", "一村", "西一村"]
    parties = [PartyRow(1, "1", "province", "donor", "省")]
    parties += [PartyRow(i, f"1{i}", "county", "donor", name, 1) for i, name in enumerate(names, 2)]
    snapshot = assemble(parties)
    found = find_parties(snapshot, "一村").tolist()
    assert [snapshot.parties.name(party) for party in found] == [
        "一村",
        "一村委会",
        "东一村",
        "西一村",
    ]


@pytest.mark.parametrize("text", [None, "", "  ", "\u3000", "\x1e", "\0\u200b"])
def test_no_text_gives_all_in_order(text: str | None) -> None:
    assert find_parties(SMALL, text).tolist() == list(range(len(SMALL.parties)))


def test_no_kinds_give_nothing() -> None:
    assert find_parties(SMALL, None, []).tolist() == []


@pytest.mark.parametrize("text", [None, "黄村"])
def test_empty_ledger_has_no_parties(text: str | None) -> None:
    assert find_parties(EMPTY, text).tolist() == []


def test_unmatched_party_has_no_rank() -> None:
    assert rank(SMALL.parties, row("E1"), "黄村") == UNRANKED


@given(st.none() | words, divisions)
def test_children_are_the_divisions_directly_inside(text: str | None, outer: str) -> None:
    parties, division = SMALL.parties, row(outer)
    expected = [
        party
        for party in find_parties(SMALL, text, DIVISION_KINDS).tolist()
        if parties.parent.at[party] == division
    ]
    assert [*map(int, find_children(SMALL, division, text))] == expected


def test_children_leave_organisations_out() -> None:
    assert keys([*map(int, find_children(SMALL, row("653221")))]) == ["653221100"]


@pytest.mark.parametrize(
    ("name", "within", "found"),
    [
        ("大兴区", None, "110115"),
        ("大兴", None, "110115"),
        ("黄村地区", None, "110115005"),
        ("黄村镇", None, "110115005"),  # without its suffix, before it is looked for as an alias
        ("察右前旗", None, "150926"),
        ("和田县", None, "653221"),  # exact, though 和田 alone is three divisions
        ("和田", None, None),
        ("和田", "653221", "653221"),
        ("赛汉村", None, None),
        ("赛汉村", "150926201", "150926201200"),
        ("赛汉", "150926202", "150926202200"),
        ("朝阳", None, None),
        ("朝阳村村委会", None, "150926201201"),
        ("大兴一中", None, None),  # a school is no division
        ("大", None, None),
        ("", None, None),
    ],
)
def test_division_by_name(name: str, within: str | None, found: str | None) -> None:
    division = find_division(SMALL, name, None if within is None else row(within))
    assert (division is not None and SMALL.parties.key(division)) == (found or False)


def test_several_exact_names_are_not_settled_by_a_later_step() -> None:
    parties = [PartyRow(1, "1", "province", "donor", "省")]
    parties += [PartyRow(i, f"1{i}", "county", "donor", "东县", 1) for i in (2, 3)]
    snapshot = assemble(
        [*parties, PartyRow(4, "14", "county", "donor", "西县", 1)], aliases=[AliasRow(4, "东县")]
    )
    assert find_division(snapshot, "东县") is None


@given(named_networks(), words)
def test_division_agrees_with_the_names_that_imports_resolve(snapshot: Snapshot, name: str) -> None:
    parties = snapshot.parties
    rows = [at for at in range(len(parties)) if parties.is_division(at)]
    parents = [None if parties.parent.at[at] == NOWHERE else parties.parent.at[at] for at in rows]
    names = Names(
        [
            # A key is no name here, so keys that nobody can write stand for them.
            (at, f"☃{at}", parties.name(at), parties.kind_of(at), parent)
            for at, parent in zip(rows, parents, strict=True)
        ],
        [(at, alias) for at in rows for alias in parties.aliases(at)],
    )
    expected = names.resolve(name, DIVISION_KINDS).found if normalise(name) else None
    assert find_division(snapshot, name) == expected


@pytest.mark.parametrize("text", ["大兴", "dx", "daxing"])
def test_higher_divisions_come_before_villages_of_the_same_name(text: str) -> None:
    spelled = partial(PartyRow, spelled="daxing\ndx")
    snapshot = assemble(
        [
            PartyRow(1, "1", "province", "donor", "北京市"),
            PartyRow(2, "11", "county", "donor", "东城区", 1),
            PartyRow(3, "111", "township", "donor", "街道", 2),
            spelled(4, "1111", "village", "donor", "大兴村", 3),
            spelled(5, "E", "enterprise", "donor", "大兴公司", 3),
            spelled(6, "12", "county", "donor", "大兴区", 1),
            spelled(7, "121", "township", "donor", "大兴镇", 6),
        ]
    )
    found = find_parties(snapshot, text).tolist()
    assert [snapshot.parties.key(row) for row in found] == ["12", "121", "1111", "E"]


def test_whole_name_comes_before_a_higher_division_that_only_begins_so() -> None:
    snapshot = assemble(
        [
            PartyRow(1, "1", "county", "donor", "大兴区"),
            PartyRow(2, "11", "township", "donor", "街道", 1),
            PartyRow(3, "111", "village", "donor", "大兴", 2),
        ]
    )
    assert keys(find_parties(snapshot, "大兴").tolist(), snapshot) == ["111", "1"]
