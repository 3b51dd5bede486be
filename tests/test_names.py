from __future__ import annotations

import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Fault
from graph.naming import normalise, without_suffix
from graph.registry.names import Names, Party, Resolution, apart
from graph.words import ORGANISATION_KINDS, PartyKind

PROVINCE, PREFECTURE, COUNTY = PartyKind.PROVINCE, PartyKind.PREFECTURE, PartyKind.COUNTY
TOWNSHIP, VILLAGE = PartyKind.TOWNSHIP, PartyKind.VILLAGE
ENTERPRISE, DEPARTMENT = PartyKind.ENTERPRISE, PartyKind.DEPARTMENT

PARTIES = [
    (1, "110000", "北京市", PROVINCE, None),
    (2, "110100", "市辖区", PREFECTURE, 1),
    (3, "110115", "大兴区", COUNTY, 2),
    (4, "110115005", "黄村地区", TOWNSHIP, 3),
    (5, "110115008", "瀛海地区", TOWNSHIP, 3),
    (6, "110115110", "魏善庄镇", TOWNSHIP, 3),
    (7, "110115001", "兴丰街道", TOWNSHIP, 3),
    (8, "110115405", "国家新媒体产业基地", TOWNSHIP, 3),
    (9, "110106", "丰台区", COUNTY, 2),
    (10, "110106007", "长辛店街道", TOWNSHIP, 9),
    (11, "110106100", "长辛店镇", TOWNSHIP, 9),
    (12, "110106018", "花乡地区", TOWNSHIP, 9),
    (13, "110106400", "黄村镇", TOWNSHIP, 9),
    (20, "650000", "新疆维吾尔自治区", PROVINCE, None),
    (21, "653200", "和田地区", PREFECTURE, 20),
    (22, "653201", "和田市", COUNTY, 21),
    (23, "653221", "和田县", COUNTY, 21),
    (24, "653221203", "英阿瓦提乡", TOWNSHIP, 23),
    (25, "653221210", "伊斯拉木阿瓦提乡", TOWNSHIP, 23),
    (26, "653222204", "阿瓦提乡", TOWNSHIP, 22),
    (27, "659009500", "兵团二二四团", TOWNSHIP, 23),
    (30, "150000", "内蒙古自治区", PROVINCE, None),
    (31, "150926", "察哈尔右翼前旗", COUNTY, 30),
    (32, "150926211", "三岔口乡", TOWNSHIP, 31),
    (33, "150722", "莫力达瓦达斡尔族自治旗", COUNTY, 30),
    (40, "110115005201", "高井村委会", VILLAGE, 4),
    (41, "110115005001", "高井社区居委会", VILLAGE, 4),
    (42, "110115005202", "大庄村村民委员会", VILLAGE, 4),
    (50, "国资委", "区国资委", DEPARTMENT, 3),
    (51, "兴创", "兴创投资", ENTERPRISE, 40),
    (52, "集团", "首农集团", ENTERPRISE, 3),
    (53, "丰台国资委", "区国资委", DEPARTMENT, 9),
]
ALIASES = [
    (5, "瀛海镇"),
    (8, "新媒体基地"),
    (25, "阿瓦提乡"),
    (27, "224团"),
    (31, "察右前旗"),
    (31, "察右前"),
    (33, "莫旗"),
    (51, "兴创公司"),
]
TOWNSHIPS = (TOWNSHIP,)
COUNTIES = (COUNTY,)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(PARTIES, ALIASES)


def found(resolution: Resolution) -> int | tuple[int, ...] | str | None:
    return resolution.found or resolution.candidates or resolution.suggestion


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("黄村镇", "黄村"),
        ("黄村地区办事处", "黄村"),
        ("兴丰街道办事处", "兴丰"),
        ("宝拉根陶海苏木", "宝拉根陶海"),
        ("罕苏木苏木", "罕苏木"),
        ("大兴区", "大兴"),
        ("神农架林区", "神农架"),
        ("和田县", "和田"),
        ("张家口市", "张家口"),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦"),
        ("丰宁满族自治县", "丰宁"),
        ("某满族蒙古族自治县", "某"),
        ("满族屯满族乡", "满族屯"),
        ("杜拉尔鄂温克民族乡", "杜拉尔鄂温克"),
        ("兵团二二四团", "兵团二二四"),
        ("杨镇地区", "杨镇"),
        ("大庄村", "大庄"),
        ("大庄村委会", "大庄"),
        ("大庄村村委会", "大庄"),
        ("大庄村民委员会", "大庄"),
        ("大庄村村民委员会", "大庄"),
        ("高井社区居委会", "高井"),
        ("高井社区居民委员会", "高井"),
        ("艳湖居委会", "艳湖"),
        ("满都拉嘎查", "满都拉"),
        ("满都拉嘎查村", "满都拉"),
        ("满都拉嘎查委员会", "满都拉"),
        ("满都拉嘎查村委会", "满都拉"),
        ("多晓牧委会", "多晓"),
        ("园区管理委员会", "园"),
        ("黄村", "黄"),
        ("镇", "镇"),
        ("街道", "街道"),
        ("村委会", "村"),
        ("办事处", "办事处"),
        ("新媒体基地", "新媒体基地"),
        ("", ""),
    ],
)
def test_suffix_is_cut_but_something_stays(text: str, short: str) -> None:
    assert without_suffix(text) == short


@given(st.text("黄村镇乡区县旗街道地办事处委会满族 ", min_size=1))
def test_suffix_leaves_the_beginning_of_a_name(text: str) -> None:
    name = normalise(text)
    assert name.startswith(without_suffix(text))
    assert bool(without_suffix(text)) == bool(name)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        (" 黄 村\n镇　", "黄村镇"),
        ("２２４团", "224团"),
        ("基地（大兴）", "基地(大兴)"),
        ("甲・乙", "甲·乙"),
    ],
)
def test_names_are_compared_in_one_spelling(text: str, spelled: str) -> None:
    assert normalise(text) == spelled


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("黄村地区", 4),
        ("黄村镇", 4),
        ("黄村地区办事处", 4),
        ("魏善庄", 6),
        (" 兴 丰 街道", 7),
        ("新媒体基地", 8),
        ("瀛海镇", 5),
        ("110115008", 5),
        ("１１０１１５００８", 5),
    ],
)
def test_town_of_a_district_by_each_step(names: Names, text: str, party: int) -> None:
    assert names.resolve(text, TOWNSHIPS, within=3) == Resolution(party)


def test_exact_name_wins_over_an_alias_and_over_other_types(names: Names) -> None:
    assert names.resolve("长辛店镇", TOWNSHIPS, within=9) == Resolution(11)
    assert names.resolve("阿瓦提乡", TOWNSHIPS, within=22) == Resolution(26)
    assert names.resolve("阿瓦提乡", TOWNSHIPS, within=23) == Resolution(25)


def test_several_at_one_step_are_all_named(names: Names) -> None:
    assert names.resolve("长辛店", TOWNSHIPS, within=9) == Resolution(candidates=(10, 11))
    assert names.resolve("和田", COUNTIES) == Resolution(candidates=(22, 23))
    fault = names.fault(names.resolve("和田", COUNTIES), "和田", "任务清单!D3")
    assert fault == Fault(
        "任务清单!D3",
        "“和田”可以指 2 个主体：和田市（和田地区，653201）、和田县（和田地区，653221）；"
        "请写全名或代码",
        "和田",
    )


def test_county_is_looked_for_nationally_or_among_the_given(names: Names) -> None:
    assert found(names.resolve("察右前旗", COUNTIES)) == 31
    assert found(names.resolve("莫旗", COUNTIES)) == 33
    assert found(names.resolve("莫力达瓦旗", COUNTIES)) == 33
    assert found(names.resolve("和田", COUNTIES, among=frozenset({23, 31, 25}))) == 23
    assert names.resolve("大兴区", COUNTIES, among=frozenset({23, 31})) == Resolution()
    assert found(names.resolve("黄村镇", TOWNSHIPS, within=9, among=frozenset({4, 13}))) == 13


def test_other_kinds_and_places_do_not_count(names: Names) -> None:
    assert names.resolve("大兴区", TOWNSHIPS, within=3) == Resolution()
    assert names.resolve("三岔口乡", TOWNSHIPS, within=23) == Resolution()
    assert names.resolve("653221", COUNTIES, within=30) == Resolution()
    assert names.resolve("黄村镇", TOWNSHIPS, within=40) == Resolution()


def test_type_may_be_missing_on_either_side(names: Names) -> None:
    assert found(names.resolve("花乡", TOWNSHIPS, within=9)) == 12
    assert found(names.resolve("花乡街道", TOWNSHIPS, within=9)) == 12
    assert found(names.resolve("224", TOWNSHIPS, within=23)) == 27
    assert found(names.resolve("224团", (COUNTY, TOWNSHIP), within=20)) == 27


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("高井村", 40),
        ("高井社区", 41),
        ("高井村委会", 40),
        ("大庄村", 42),
        ("大庄", 42),
        ("大庄村委会", 42),
    ],
)
def test_village_and_community_of_one_name_are_told_apart(
    names: Names, text: str, party: int
) -> None:
    assert found(names.resolve(text, (VILLAGE,), within=3)) == party


def test_village_without_its_type_may_be_two(names: Names) -> None:
    assert found(names.resolve("高井", (VILLAGE,), within=3)) == (40, 41)


def test_organisation_is_found_at_any_depth_by_its_whole_name(names: Names) -> None:
    assert found(names.resolve("区国资委", ORGANISATION_KINDS, within=3)) == 50
    assert found(names.resolve("兴创投资", ORGANISATION_KINDS, within=3)) == 51
    assert found(names.resolve("兴创公司", ORGANISATION_KINDS, within=1)) == 51
    assert found(names.resolve("区国资委", ORGANISATION_KINDS)) == (50, 53)
    # 集团 is no 团.
    assert names.resolve("首农集", ORGANISATION_KINDS, within=3).found is None


def test_party_that_matches_twice_is_one(names: Names) -> None:
    assert found(names.resolve("察右前", COUNTIES)) == 31


@pytest.mark.parametrize(
    ("text", "within", "suggestion"),
    [
        ("三岔囗乡", 31, "三岔口乡"),
        ("瀛州镇", 3, "瀛海镇"),
        ("大兴区黄村镇", 3, "黄村地区"),
        ("魏善镇", 3, "魏善庄镇"),
        ("伊斯兰木阿瓦提", 23, "伊斯拉木阿瓦提乡"),
        ("新媒体产业基地", 3, "国家新媒体产业基地"),
        ("安定镇", 3, None),
        ("", 3, None),
        ("镇", 3, None),
    ],
)
def test_unknown_name_gets_a_suggestion_only_when_one_is_near(
    names: Names, text: str, within: int, suggestion: str | None
) -> None:
    resolution = names.resolve(text, TOWNSHIPS, within)
    assert resolution == Resolution(suggestion=suggestion)
    assert names.resolve(text, TOWNSHIPS, within) == resolution


def test_equally_near_names_are_all_suggested(names: Names) -> None:
    plain = Names(PARTIES)
    suggestion = plain.resolve("阿瓦提乡", TOWNSHIPS, within=23).suggestion
    assert suggestion == "英阿瓦提乡、伊斯拉木阿瓦提乡"
    assert plain.resolve("察右前旗", COUNTIES).suggestion == "察哈尔右翼前旗"


def test_unknown_name_is_a_fault_with_its_scope(names: Names) -> None:
    unknown = names.resolve("瀛州镇", TOWNSHIPS, within=3)
    assert names.fault(unknown, "瀛州镇", "表!A3", within=3) == Fault(
        "表!A3", "大兴区没有“瀛州镇”", "瀛州镇", "瀛海镇"
    )
    assert names.fault(unknown, "瀛州镇", "表!A3").message == "找不到“瀛州镇”"


def test_party_is_described_with_the_place_that_people_know(names: Names) -> None:
    assert names.describe(3) == "大兴区（北京市，110115）"
    assert names.describe(32) == "三岔口乡（察哈尔右翼前旗，150926211）"
    assert names.describe(1) == "北京市（110000）"
    assert names.party(32) == Party(32, "150926211", "三岔口乡", TOWNSHIP, 31)


@given(
    st.lists(st.text("甲乙镇乡区", min_size=1, max_size=3), max_size=6),
    st.lists(st.text("甲乙镇乡区", min_size=1, max_size=3), max_size=6),
    st.text("甲乙镇乡区", min_size=1, max_size=3),
)
def test_resolution_equals_a_scan_by_the_rules(
    names: list[str], aliases: list[str], text: str
) -> None:
    towns = [(number, f"k{number}", name, TOWNSHIP, 0) for number, name in enumerate(names, 1)]
    others = [(number, alias) for number, alias in enumerate(aliases, 1) if number <= len(names)]
    short = without_suffix(text)

    def same(name: str) -> bool:
        return without_suffix(name) in (text, short) or name == short

    steps = (
        {number for number, _, name, _, _ in towns if name == text},
        {number for number, _, name, _, _ in towns if same(name)},
        {number for number, alias in others if alias == text},
        {number for number, alias in others if same(alias)},
    )
    expected = tuple(sorted(next(filter(None, steps), set())))
    resolution = Names([(0, "k0", "县", COUNTY, None), *towns], others).resolve(text, TOWNSHIPS, 0)
    assert ((resolution.found,) if resolution.found else resolution.candidates) == expected


@pytest.mark.parametrize("alike", [False, True])
def test_many_unknown_names_are_answered_in_seconds(alike: bool) -> None:
    chance = random.Random(1)
    signs = "甲" if alike else [chr(0x4E00 + number) for number in range(600)]
    spelled = ["".join(chance.choices(signs, k=4)) + f"{number}县" for number in range(3_000)]
    counties = [(number, f"c{number}", name, COUNTY, None) for number, name in enumerate(spelled)]
    villages = [(n, f"v{n}", f"{n}村委会", VILLAGE, n % 3_000) for n in range(3_000, 300_000)]
    unknown = [name[:2] + "囗" + name[3:] for name in spelled[:1_000]]
    start = time.process_time()
    names = Names([*counties, *villages])
    assert names.resolve("4500村", (VILLAGE,), within=1_500) == Resolution(4_500)
    suggestions = [names.resolve(text, COUNTIES).suggestion for text in unknown]
    assert time.process_time() - start < 20
    assert alike or suggestions == spelled[:1_000]


def test_suggestions_do_not_hang_on_the_order_of_sets() -> None:
    script = (
        "from graph.registry.names import Names\n"
        "from graph.words import PartyKind\n"
        "rows = [(n, f'k{n}', f'第{n}号甲乙丙县', PartyKind.COUNTY, None) for n in range(300)]\n"
        "print(Names(rows).resolve('第号丁乙丙县', [PartyKind.COUNTY]))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("庄魏善镇", None),
        ("善魏庄镇", "魏善庄镇"),
        ("星风街道", "兴丰街道"),
        ("未善庄", "魏善庄镇"),
    ],
)
def test_signs_that_changed_places_and_signs_that_sound_alike(
    names: Names, text: str, suggestion: str | None
) -> None:
    assert names.resolve(text, [TOWNSHIP], within=3).suggestion == suggestion


def test_formula_and_error_in_a_names_place_say_so(names: Names) -> None:
    for text, said in (
        ("=A1", "没有算出结果的公式"),
        ("#REF!", "出错的公式"),
        ("#1", "找不到“#1”"),
    ):
        found = names.resolve(text, [TOWNSHIP], within=3)
        assert said in names.fault(found, text, "表!A1").message


def test_long_text_is_no_name_and_is_not_repeated_whole(names: Names) -> None:
    text = "魏善庄镇" * 5_000
    found = names.resolve(text, [TOWNSHIP], within=3)
    assert found == Resolution()
    assert len(names.fault(found, text, "表!A1").message) < 200


def test_nothing_is_suggested_where_nothing_is_to_be(names: Names) -> None:
    assert names.resolve("魏善壮镇", [TOWNSHIP], within=3, near=False) == Resolution()
    assert names.resolve("魏善壮镇", [TOWNSHIP], within=3).suggestion == "魏善庄镇"


def test_units_apart(names: Names) -> None:
    def units(text: str) -> list[tuple[str, int | None]]:
        find = partial(names.resolve, kinds=[TOWNSHIP], within=3)
        return [(one, found.found) for one, found in apart(text, find, lambda ids: 5 not in ids)]

    assert units("黄\n村 镇") == [("黄\n村 镇", 4)]
    assert units("黄村\n兴丰街道") == [("黄村", 4), ("兴丰街道", 7)]
    assert units("黄村　兴丰街道") == [("黄村", 4), ("兴丰街道", 7)]
    assert units("黄村\n某镇") == [("黄村", 4), ("某镇", None)]
    assert units("黄村 瀛海") == [("黄村 瀛海", None)]
    assert units("黄村 某镇") == [("黄村 某镇", None)]
    assert units("某村\n某镇") == [("某村\n某镇", None)]
