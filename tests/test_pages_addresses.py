"""Addresses as people type, send and keep them: odd parameters, slashes, HEAD, the wrong side."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_client import AT, Reader, Tag, cells, rich_reader
from page_networks import DAY

from graph.analysis.pairings import find_pairings
from graph.network.live import Network
from server.pages.asked import PARAMETERS

PAGES = Path(__file__).parent.parent / "server/pages"
READ = re.compile(r"""asked\.(?:query\.get|query\.getlist|[a-z]+)\("([a-z_]+)\"""")
LISTS = ("/villages", "/uncovered", "/pairings", "/parties", "/coverage", "/districts", "/")
ONCE = {"field", "after", "recipient", "donor", "donor_text", "donor_takes", "giver", "takes"}
"""Parameters of forms and parts of pages, which no other address carries on."""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


def links(page: Tag) -> list[str]:
    return [link.attributes["href"] for link in page.all("a")]


def heading(page: Tag) -> str:
    return " ".join(next(page.all("h1")).text.split())


@pytest.mark.parametrize("path", [*LISTS, "/parties/110101", "/districts/110101", "/exports"])
def test_unknown_parameters_are_not_carried_on(reader: Reader, path: str) -> None:
    page = reader.page(f"{path}?{AT}&utm_source=mail&x=%3Cb%3E&page2=1")
    carried = [*links(page), *(box.attributes.get("name", "") for box in page.all("input"))]
    assert not [each for each in carried if re.search("utm|x=|page2|^x$", each)]


def test_every_parameter_that_pages_read_is_carried_on() -> None:
    read = {name for path in PAGES.glob("*.py") for name in READ.findall(path.read_text())}
    assert {"cover", "stage", "kind", "within", "all"} <= read
    assert read - ONCE <= PARAMETERS


def test_a_day_and_a_target_that_say_nothing_new_are_not_carried_on(reader: Reader) -> None:
    today = re.search(r'name="at" value="([\d-]+)"', reader.http.get("/villages").text)
    assert today
    page = reader.page(f"/villages?at={today[1]}&target=deep_poverty&cover=none")
    (xlsx, *_) = [href for href in links(page) if href.startswith("/villages.xlsx")]
    assert xlsx == "/villages.xlsx?cover=none"


@pytest.mark.parametrize(
    "path",
    ["/villages", "/pairings", "/parties", "/districts", "/coverage", "/nothing", "/graphql"],
)
def test_slash_at_the_end_leads_to_the_address_without(reader: Reader, path: str) -> None:
    answer = reader.http.get(f"{path}/?{AT}&q=%E5%8C%BA", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{path}?{AT}&q=%E5%8C%BA"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_slash_at_the_end_leads_to_no_other_host(reader: Reader) -> None:
    for path in ("//evil.example/", "/%2F%2Fevil.example/", "/\\evil.example/"):
        answer = reader.http.get(f"http://localhost{path}", follow_redirects=False)
        location = answer.headers.get("location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("path", [*LISTS, "/parties/110101", "/pairings/P0001", "/nothing"])
def test_head_says_what_get_says_without_a_body(reader: Reader, path: str) -> None:
    got, head = reader.http.get(path), reader.http.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    ids = {answer.headers.pop("x-request-id") for answer in (got, head)}
    assert head.headers == got.headers
    assert len(ids) == 2


@pytest.mark.parametrize("path", ["/villages", "/uncovered", "/pairings", "/parties"])
def test_day_stands_beside_the_heading_of_every_list(reader: Reader, path: str) -> None:
    assert "截至 2020年6月30日" in heading(reader.page(f"{path}?{AT}"))


@pytest.mark.parametrize("path", ["/villages", "/uncovered", "/pairings", "/parties"])
def test_controls_of_day_and_target_belong_to_the_form_of_the_list(
    reader: Reader, path: str
) -> None:
    page = reader.page(f"{path}?{AT}&target=poor&exited=1&within=611101")
    (form,) = [form for form in page.all("form") if form.attributes.get("id") == "filter"]
    inside = [box.attributes["name"] for name in ("input", "select") for box in form.all(name)]
    joined = [
        tag.attributes["name"]
        for name in ("input", "select")
        for tag in page.all(name)
        if tag.attributes.get("form") == "filter"
    ]
    assert sorted(joined) == ["at", "exited", "target"]
    assert not {"at", "exited", "target"} & set(inside)
    assert form.attributes["autocomplete"] == "off"


def test_no_stage_chosen_is_no_stage_marked(reader: Reader) -> None:
    def marked(url: str) -> set[str]:
        boxes = [box for box in reader.page(url).all("input") if box.attributes["name"] == "stage"]
        assert len(boxes) == 4
        return {box.attributes["value"] for box in boxes if "checked" in box.attributes}

    assert marked(f"/pairings?{AT}") == set()
    assert marked(f"/pairings?{AT}&stage=signed&stage=cancelled") == {"signed", "cancelled"}
    stages = {row[2].split()[0] for row in rows(reader, f"/pairings?{AT}&stage=cancelled&span=all")}
    assert stages == {"已取消"}


def rows(reader: Reader, url: str) -> list[list[str]]:
    return [row for table in reader.page(url).all("table", "cards") for row in cells(table)]


def test_pairings_can_be_narrowed_to_lead_and_partner(sample_network: Network) -> None:
    snapshot = sample_network.snapshot
    reader, held = Reader(snapshot), snapshot.pairings
    active = find_pairings(snapshot, day=DAY)
    for name, column in (("lead", held.lead.array), ("partner", held.partner.array)):
        unit = max(set(column[column >= 0].tolist()), key=(column == column.max()).tolist().count)
        expected = int((column[active] == unit).sum())
        key = snapshot.parties.key(unit)
        assert reader.total(f"/pairings?{AT}&{name}={key}") == expected > 0
        page = reader.page(f"/pairings?{AT}&{name}={key}")
        (item,) = next(page.all("ul", "scope")).tags
        what = "责任单位" if name == "lead" else "协作单位"
        assert item.text.strip(" ×") == f"{what}是{snapshot.parties.name(unit)}"
        assert f"{name}=" not in next(item.all("a")).attributes["href"]


def test_unit_that_leads_says_what_it_leads(reader: Reader) -> None:
    page = reader.page(f"/parties/110101-department?{AT}")
    assert "作为责任单位" in page.text
    (line,) = next(page.all("ul", "ways")).tags
    active, every = line.all("a")
    assert reader.total(active.attributes["href"]) == active.number > 0
    assert reader.total(every.attributes["href"]) == every.number > active.number
    assert "作为责任单位" not in reader.page(f"/parties/110101-school?{AT}").text


def test_unit_that_only_leads_is_not_called_a_donor(sample_network: Network) -> None:
    snapshot = sample_network.snapshot
    held = snapshot.pairings
    (key,) = {
        snapshot.parties.key(lead)
        for lead in held.lead.array.tolist()
        if lead >= 0 and snapshot.parties.name(lead) == "区国资委"
    }
    assert heading(Reader(snapshot).page(f"/parties/{key}?{AT}")).endswith("支援方一边的责任单位")


@pytest.mark.parametrize(
    "url", ["/villages?within=", "/uncovered?within=", "/pairings?within=", "/coverage?within="]
)
def test_place_on_the_donors_side_is_called_so_with_a_way_on(reader: Reader, url: str) -> None:
    page = reader.page(f"{url}110101&{AT}")
    assert "东区在支援方，那里没有目标村" in page.text
    assert f"/districts/110101?{AT}" in links(page)
    assert f"/villages?{AT}&district=110101" in links(page)
    assert "北京市在支援方" in reader.page(f"{url}110000&{AT}").text
    assert "在支援方，那里没有目标村" not in reader.page(f"{url}611101&{AT}").text


@pytest.mark.parametrize("url", ["/villages?district=", "/pairings?donor_within="])
def test_place_on_the_recipients_side_is_called_so(reader: Reader, url: str) -> None:
    page = reader.page(f"{url}611101&{AT}")
    assert "第111县在受援方，没有支援别处" in page.text
    assert f"/pairings?{AT}&within=611101" in links(page)


@pytest.mark.parametrize("path", ["/villages", "/uncovered"])
def test_lists_of_villages_can_be_narrowed_to_a_donor_district(reader: Reader, path: str) -> None:
    page = reader.page(f"{path}?{AT}&district=110102")
    (select,) = [each for each in page.all("select") if each.attributes["name"] == "district"]
    assert [o.text for o in select.all("option")] == ["全部", "东区", "西区", "南区", "无事区"]
    (chosen,) = [o.text for o in select.all("option") if "selected" in o.attributes]
    assert chosen == "西区"
    assert 0 < reader.total(f"{path}?{AT}&district=110102") < reader.total(f"{path}?{AT}")
