from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from picture_networks import CSS, ROOT, Network, daxing, drawn, render
from playwright.sync_api import Browser, Page, PdfMargins, Route, expect
from test_picture_district import many_places, shijingshan

from server.pictures.picture import Box, Picture

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
BOXES = """() => [...document.querySelectorAll(".picture > svg:first-child text")].map(text => {
  const {x, y, width, height} = text.getBBox();
  return [x, y, x + width, y + height];
})"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def show(page: Page, picture: Picture) -> list[str]:
    """The picture in a page under a strict policy; returns what the console then complains of."""
    body = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>结对</title>
      <meta name="viewport" content="width=device-width">
      <link rel="stylesheet" href="/picture.css"><main><h1>结对</h1>{render(picture)}</main>"""

    def answer(route: Route) -> None:
        if route.request.url.endswith(".css"):
            route.fulfill(body=CSS, content_type="text/css")
        else:
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=body, content_type="text/html", headers=headers)

    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.route("**/*", answer)
    page.goto("http://picture.test/")
    return complaints


def long_names() -> Network:
    network = Network()
    for number, name in enumerate(["WWWWWWWWWWWWWWWW", "Wi-Fi 5G 产业园（二期）", "@%&￥￥·…—“”"]):
        network.donor(name, "enterprise")
        township = network.party(f"{name}乡", "township", network.county(f"{name}县"))
        network.villages(township, 35 * number)
        network.pair(name, township, "signed", lead=name)
    return network


@pytest.mark.parametrize("network", [daxing(), shijingshan(), many_places(), long_names()])
def test_texts_keep_to_their_boxes_in_chromium(page: Page, network: Network) -> None:
    picture = drawn(network)
    assert show(page, picture) == []
    found = [Box(*sides) for sides in page.evaluate(BOXES)]
    assert len(found) == sum(1 for _ in picture.texts())
    for box in found:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= picture.width
        assert box.bottom <= picture.height
    for place, one in enumerate(found):
        assert not any(one.overlaps(other) for other in found[place + 1 :])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    show(page, drawn(daxing()))
    page.evaluate(AXE.read_text())
    violations = page.evaluate("axe.run('.picture').then(found => found.violations)")
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []


def test_colours_are_those_of_the_covers(page: Page) -> None:
    network = daxing()
    network.pair("黄村镇", "罕艾日克镇待定名村01", "signed")
    show(page, drawn(network))
    fill = "id => getComputedStyle(document.querySelector(`#${id} rect`)).fill"
    assert page.evaluate(fill, "vc") == "rgb(47, 125, 79)"
    assert page.evaluate(fill, "vo") == "rgb(255, 255, 255)"


def test_keyboard_reaches_each_link_in_reading_order(page: Page) -> None:
    picture = drawn(shijingshan())
    show(page, picture)
    reached = []
    for _ in range(sum(bool(text.href) for text in picture.texts())):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.querySelector(`text`).textContent"))
    assert reached[:3] == ["大兴区", "顺平县省 · 顺平县市", "顺平县"]
    assert len(set(reached)) == len(reached)


def test_picture_has_a_name_and_a_description(page: Page) -> None:
    show(page, drawn(daxing()))
    picture = page.get_by_role("group", name="大兴区结对关系图 2020年8月26日")
    assert picture.count() == 1
    about = page.locator("#picture-about").text_content()
    assert about == drawn(daxing()).description
    assert page.get_by_role("group", name="和田县").get_by_role("link").count() > 103


def test_small_screen_scrolls_the_picture_alone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    picture = drawn(daxing())
    show(page, picture)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".picture > svg").bounding_box()["width"] == picture.width  # type: ignore[index]


def test_paper_gets_sheets_when_the_picture_is_long(page: Page) -> None:
    page.emulate_media(media="print")
    show(page, drawn(many_places()))
    assert not page.locator(".picture > svg:first-child").is_visible()
    sheets = page.locator(".picture > .sheet")
    assert sheets.count() > 1
    assert all(sheets.nth(place).is_visible() for place in range(sheets.count()))


def test_screen_shows_no_sheets(page: Page) -> None:
    show(page, drawn(many_places()))
    assert page.locator(".picture > svg").first.is_visible()
    assert not page.locator(".picture > .sheet").first.is_visible()


def test_no_name_hides_what_is_seen(page: Page) -> None:
    network = daxing()
    network.aliases.append((network.ids["生物医药基地"], "医药基地"))
    for place, party in enumerate(network.parties):
        if party.name == "生物医药基地":
            long = "中关村国家自主创新示范区大兴生物医药产业基地"
            network.parties[place] = party._replace(name=long)
    show(page, drawn(network))
    links = page.locator(".picture a:has(text)")
    assert links.count() > 30
    for link in links.all():
        seen = link.locator("text").inner_html()
        expect(link).to_have_accessible_name(re.compile(re.escape(seen.removesuffix("…"))))
    (park,) = [link for link in links.all() if "医药基地" in link.locator("text").inner_html()]
    expect(park).to_have_accessible_name(re.compile("中关村国家自主创新示范区大兴生物医药产业基地"))


def test_small_screen_begins_with_the_donors(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, drawn(daxing()))
    assert not page.locator(".leads").first.is_visible()
    donor, place = page.locator(".donors text").first, page.locator("text", has_text="朱日和镇")
    for box in (donor.bounding_box(), place.bounding_box()):
        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    page.set_viewport_size({"width": 1280, "height": 844})
    assert page.locator(".leads").first.is_visible()


MARGINS: PdfMargins = {"top": "12mm", "right": "12mm", "bottom": "12mm", "left": "12mm"}
PAGES = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("network", [daxing(), many_places()])
def test_each_sheet_is_a_page_of_either_paper(page: Page, network: Network, paper: str) -> None:
    picture = drawn(network)
    show(page, picture)
    printed = page.pdf(format=paper, landscape=True, margin=MARGINS)
    assert len(PAGES.findall(printed)) == max(1, len(picture.sheets))
