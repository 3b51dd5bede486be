"""On whom cover depends, and what is lost when some withdraw, as pages."""

from __future__ import annotations

import csv
import io

import pytest
from page_client import AT, Reader, Tag, cells, figures, rich_reader
from page_networks import DAY, Builder

from graph.analysis import worst as searching
from graph.analysis.coverage import View, coverage
from graph.analysis.dependence import DependenceGrouping, dependence, withdrawal
from graph.words import Cover, Stage, VillageTarget

POOR = f"{AT}&target=poor"
VIEW = View(DAY, VillageTarget.POOR)
LOST = "/dependence/withdrawal"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


def table(page: Tag) -> list[list[str]]:
    return [row for found in page.all("table", "cards") for row in cells(found)]


def said(page: Tag) -> str:
    return " ".join(" ".join(lead.text.split()) for lead in page.all("p"))


def lost(reader: Reader, *keys: str, whole: bool = True) -> list[str]:
    parties = reader.snapshot.parties
    rows = withdrawal(reader.snapshot, VIEW, [parties.row(key) for key in keys], whole=whole)
    return [parties.name(row) for row in rows.tolist()]


@pytest.mark.parametrize("by", ["donor", "township", "district"])
@pytest.mark.parametrize("scope", ["", "&within=610000", "&district=110101"])
def test_every_number_has_its_rows(reader: Reader, by: str, scope: str) -> None:
    page = reader.page(f"/dependence?by={by}&most=3&{POOR}{scope}")
    found = figures(page)
    for href, number in found.items():
        assert reader.total(href) == number, href
    rows = table(page)
    assert len(found) >= len(rows) > 0
    numbers = [int(row[-1]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)


def test_list_is_the_analysis_in_its_order(reader: Reader) -> None:
    found = dependence(reader.snapshot, VIEW, DependenceGrouping.DONOR)
    shown = table(reader.page(f"/dependence?{POOR}"))
    name = reader.snapshot.parties.name
    assert [(row[1], int(row[-1])) for row in shown] == [(name(p), n) for p, n in found]
    counts = coverage(reader.snapshot, VIEW)
    assert sum(int(row[-1]) for row in shown) == counts.sole_donor
    sentence = f"已结对 {counts.covered} 个村，其中 {counts.sole_donor} 个只靠"
    assert sentence in said(reader.page(f"/dependence?{POOR}"))


def test_district_keeps_its_donors_only(reader: Reader) -> None:
    rows = table(reader.page(f"/dependence?district=110102&{POOR}"))
    assert rows
    assert all("西区" in row[1] for row in rows)


def test_division_alone_and_with_all_in_it(reader: Reader) -> None:
    """A street supports villages itself, and holds firms that do."""
    street = "110101001"
    alone, whole = lost(reader, street, whole=False), lost(reader, street)
    assert 0 < len(alone) < len(whole)
    assert reader.total(f"{LOST}?of={street}&{POOR}") == len(whole)
    assert reader.total(f"{LOST}?of={street}&alone=1&{POOR}") == len(alone)
    by_donor = figures(reader.page(f"/dependence?{POOR}"))
    (href,) = [href for href in by_donor if f"of={street}&" in f"{href}&" and LOST in href]
    assert by_donor[href] == len(alone)


def test_those_chosen_by_boxes_withdraw_together(reader: Reader) -> None:
    page = reader.page(f"/dependence?by=township&{POOR}&within=610000")
    (form,) = [form for form in page.all("form") if form.attributes.get("action") == LOST]
    boxes = [box.attributes for box in form.all("input")]
    hidden = {box["name"]: box["value"] for box in boxes if box["type"] == "hidden"}
    assert hidden == {"at": "2020-06-30", "target": "poor", "within": "610000"}
    chosen = [box["value"] for box in boxes if box["type"] == "checkbox"][:2]
    answer = reader.http.get(LOST, params={**hidden, "of": chosen})
    scope = reader.snapshot.parties.row("610000")
    rows = [reader.snapshot.parties.row(key) for key in chosen]
    found = withdrawal(reader.snapshot, VIEW, rows, scope)
    assert f"共 <b>{len(found)}</b> 个村" in answer.text


def test_withdrawal_names_villages_and_counts_before_and_after(reader: Reader) -> None:
    keys = ("110101", "110102001")
    page = reader.page(f"{LOST}?of={keys[0]}&of={keys[1]}&{POOR}")
    gone, before = lost(reader, *keys), coverage(reader.snapshot, VIEW).covered
    assert [row[0] for row in table(page)] == gone
    assert f"从 {before} 个降到 {before - len(gone)} 个，失去 {len(gone)} 个" in said(page)
    assert all("已结对" in row[2] and row[4] != "无" for row in table(page))
    chips = [link.attributes["href"] for chip in page.all("ul", "scope") for link in chip.all("a")]
    assert [reader.total(href) for href in chips] == [len(lost(reader, key)) for key in keys[::-1]]


def without(reader: Reader, *keys: str) -> dict[str, str]:
    """Cover of each lost village, by name, of a ledger in which nothing of these parties is."""
    snapshot, held = reader.snapshot, reader.snapshot.pairings
    inside = snapshot.parties.inside
    rows = [snapshot.parties.row(key) for key in keys]
    found = {}
    for village in withdrawal(snapshot, VIEW, rows).tolist():
        places = (
            village,
            snapshot.parties.township.at[village],
            snapshot.parties.county.at[village],
        )
        stages: dict[int, set[Stage]] = {place: set() for place in places}
        for pairing in range(len(held)):
            dates = held.start.at[pairing] <= DAY < held.end.at[pairing]
            goes = any(inside(held.donor.at[pairing], row) for row in rows)
            if dates and not goes and held.recipient.at[pairing] in stages:
                stages[held.recipient.at[pairing]].add(Stage(held.stage.at[pairing]))
        own, township, county = (stages[place] for place in places)
        cover = Cover.COUNTY_ONLY if Stage.SIGNED in county else Cover.NONE
        cover = Cover.TOWNSHIP_ONLY if Stage.SIGNED in township else cover
        cover = Cover.PLANNED if own & {Stage.NEGOTIATING, Stage.PLANNED} else cover
        found[snapshot.parties.name(village)] = cover.chinese
    return found


@pytest.mark.parametrize(
    "keys", [("110101", "110102001"), ("110101001",), ("110101", "110102", "110103")]
)
def test_lost_villages_say_what_they_fall_to(reader: Reader, keys: tuple[str, ...]) -> None:
    address = f"{LOST}?{'&'.join(f'of={key}' for key in keys)}&{POOR}"
    page, falls = reader.page(address), without(reader, *keys)
    assert len(falls) > 0
    shown = {row[0]: row[3] for row in table(page)}
    assert shown == {name: falls[name] for name in shown}
    (facets,) = page.all("p", "facets")
    counted = figures(facets)
    assert len(counted) == 4
    assert sum(counted.values()) == len(falls) == reader.total(address)
    for href, number in counted.items():
        assert reader.total(href) == number, href
        narrowed = reader.page(href)
        assert f"失去 {len(falls)} 个" in said(narrowed), "a filter changes no sum"
        (chip,) = [
            it
            for it in narrowed.all("a")
            if it.attributes.get("aria-label", "").startswith("取消：退出后")
        ]
        assert reader.total(chip.attributes["href"]) == len(falls)


def test_falls_are_in_the_file_and_narrow_it(reader: Reader) -> None:
    query = f"of=110101&of=110102&of=110103&{POOR}"
    falls = without(reader, "110101", "110102", "110103")
    whole = taken(reader, query)
    assert {row["村"]: row["退出后"] for row in whole} == falls
    for cover in set(falls.values()):
        (word,) = [it for it in Cover if it.chinese == cover]
        part = taken(reader, f"{query}&cover={word.text}")
        assert part == [row for row in whole if row["退出后"] == cover]


def taken(reader: Reader, query: str) -> list[dict[str, str]]:
    text = reader.http.get(f"{LOST}.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_no_village_of_a_fall_says_so(reader: Reader) -> None:
    page = reader.page(f"{LOST}?of=110101&cover=covered&{POOR}")
    assert "失去的村里没有这样的" in page.text
    assert "“gone”不是 cover 的取值" in reader.page(f"{LOST}?of=110101&cover=gone", 400).text


@pytest.mark.parametrize("most", [2, 3, 5, 10])
def test_worst_says_that_it_is_exact(reader: Reader, most: int) -> None:
    page = reader.page(f"/dependence?by=township&most={most}&{POOR}")
    (found,) = page.all("p", "doing")
    assert "这是准确的" in found.text
    (number,) = figures(found).values()
    (href,) = figures(found)
    assert reader.total(href) == number


def test_worst_that_was_not_proved_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five donors in a ring, each two neighbours hold a village together: as good as any pair
    looks at first, two villages might be lost."""
    monkeypatch.setattr(searching, "WORK", 0)
    b = Builder(1)
    above = b.party("110000", "province", "donor", "北京市")
    ring = [b.party(f"E{n}", "enterprise", "donor", f"公司{n}", above) for n in range(5)]
    place = b.party("610000", "province", "recipient", "第1省")
    lone = b.party("E9", "enterprise", "donor", "公司9", above)
    for n in range(6):
        village = b.party(f"61000{n}", "village", "recipient", f"村{n}", place)
        b.designate(village)
        for donor in {ring[n], ring[(n + 1) % 5]} if n < 5 else {lone}:
            b.pair(donor, village)
    shown = Reader(b.snapshot()).page(f"/dependence?most=2&{AT}")
    (found,) = shown.all("p", "doing")
    assert "没有全部算完：任何 2 个一起退出，至多失去 2 个" in found.text
    assert "准确" not in found.text


def test_worst_of_another_number_is_refused(reader: Reader) -> None:
    page = reader.page("/dependence?most=7", 400)
    assert "一起退出的个数可以是 2、3、5、10，而不是“7”" in page.text


def test_search_offers_donors_that_hold_villages(reader: Reader) -> None:
    chosen = f"{LOST}?of=110101&{POOR}"
    page = reader.page(f"{chosen}&q=%E5%8C%BA1%E8%A1%97%E9%81%93")
    offers = [link for link in page.all("a") if link.text == "加上"]
    assert [link.attributes["aria-label"] for link in offers] == [
        f"加上{side}区1街道" for side in "东西南"
    ]
    both = lost(reader, "110101", "110102001")
    assert reader.total(offers[1].attributes["href"]) == len(both)
    assert "没有叫“东区”" not in page.text
    assert "没有叫“无事区”" in reader.page(f"{chosen}&q=%E6%97%A0%E4%BA%8B%E5%8C%BA").text


def test_nobody_chosen_says_what_to_do(reader: Reader) -> None:
    page = reader.page(f"{LOST}?{POOR}")
    assert "还没有选谁退出" in page.text
    assert "/dependence?" in "".join(link.attributes["href"] for link in page.all("a"))


def test_empty_answers_say_why(reader: Reader) -> None:
    nowhere = f"within=622103&{AT}"
    assert "这里没有已结对的深度贫困村" in reader.page(f"/dependence?{nowhere}").text
    assert "这里没有已结对的深度贫困村" in reader.page(f"{LOST}?of=110101&{nowhere}").text
    assert "一个也不失去" in reader.page(f"{LOST}?of=110104&{POOR}").text
    assert "在受援方，没有支援别处" in reader.page(f"{LOST}?of=610000&{POOR}").text
    assert "东区在支援方" in reader.page(f"/dependence?within=110101&{POOR}").text


def test_unknown_party_and_grouping_are_refused(reader: Reader) -> None:
    assert "没有编码为“nobody”的主体" in reader.page(f"{LOST}?of=nobody", 404).text
    assert "“street”不是 by 的取值" in reader.page("/dependence?by=street", 400).text


@pytest.mark.parametrize("address", ["/dependence?by=township", f"{LOST}?of=110101&of=110102001"])
def test_lists_are_taken_out_whole(reader: Reader, address: str) -> None:
    path, _, query = address.partition("?")
    text = reader.http.get(f"{path}.csv?{query}&{POOR}").content.decode("utf-8-sig")
    names = [row[0] for row in csv.reader(io.StringIO(text))][1:]
    page = reader.page(f"{address}&{POOR}")
    at = 1 if path == "/dependence" else 0
    assert names[: len(table(page))] == [row[at] for row in table(page)]
    assert len(names) == reader.total(f"{address}&{POOR}")
    assert reader.http.get(f"{path}.xlsx?{query}&{POOR}").status_code == 200


def test_party_leads_to_its_withdrawal(reader: Reader) -> None:
    for key, leads in (("110101", True), ("110101001", True), ("110104", False), ("610000", False)):
        hrefs = [link.attributes["href"] for link in reader.page(f"/parties/{key}?{AT}").all("a")]
        assert any(href.startswith(f"{LOST}?") for href in hrefs) is leads, key


@pytest.mark.parametrize("address", ["/dependence", f"{LOST}?of=110101"])
def test_fragment_is_the_main_part(reader: Reader, address: str) -> None:
    part = reader.http.get(address, headers={"HX-Request": "true"}).text.strip()
    assert part.startswith('<div class="view">')
    assert part in reader.http.get(address).text
