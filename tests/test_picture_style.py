from __future__ import annotations

import re

from picture_networks import CSS, daxing, drawn, render

from server.pictures.picture import TYPES, Style
from server.pictures.style import for_file


def test_file_has_plain_light_colours() -> None:
    css = for_file(CSS)
    assert "var(" not in css
    assert "--" not in css
    assert "@media" not in css
    assert ".village.covered rect { fill: #2f7d4f; stroke: #2f7d4f; }" in css


def test_file_keeps_every_other_rule() -> None:
    before = CSS.split("@media")[0].count("{")
    assert for_file(CSS).count("{") == before


def test_file_is_one_picture_with_its_style() -> None:
    text = render(drawn(daxing()), for_file(CSS))
    assert text.startswith("<svg ")
    assert "<figure" not in text
    assert "<title>大兴区结对关系图 2020年8月26日</title><style>.picture {" in text


def test_sheet_has_the_sizes_that_were_measured() -> None:
    sizes = {
        name: int(size)
        for names, size in re.findall(r"([^{}]+)\{[^{}]*font-size: (\d+)px", CSS)
        for name in re.findall(r"\.([\w-]+)(?: text)?(?=\s*[,{]|\s*$)", names)
    }
    for style, kind in TYPES.items():
        name = {Style.LEGEND: "legend", Style.LEAD: "", Style.DONOR: ""}.get(style, style.value)
        assert sizes.get(name, 14) == kind.size, style
