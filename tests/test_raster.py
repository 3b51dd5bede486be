"""Pictures as PNG: drawn from the very SVG, with their texts, within limits."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zlib
from struct import unpack
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from page_client import AT, Reader
from page_networks import rich

from graph.errors import Invalid
from graph.network.live import Network
from graph.registry.apart import Limits
from server.demo_marks import BAND, marked_picture
from server.pictures import raster, raster_apart
from server.pictures.raster import SCALE, Fonts, NoFont, first_with_chinese, png, size_of

PICTURE = f"/districts/110115/picture.svg?{AT}"
WHITE = b"\xff\xff\xff\xff"
TEXT = re.compile(r'<text[^>]* x="([\d.]+)" y="([\d.]+)">(?:<title>.*?</title>)?([^<]+)<')


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


@pytest.fixture(scope="module")
def svg(sample: Reader) -> str:
    text: str = sample.http.get(PICTURE).text
    return text


def pixels(content: bytes) -> tuple[int, list[bytes]]:
    """How wide a PNG of 8-bit RGBA is, and its rows."""
    wide, high = size_of(content)
    at, data = 8, b""
    while at < len(content):
        (length,) = unpack(">I", content[at : at + 4])
        if content[at + 4 : at + 8] == b"IHDR":
            assert content[at + 16 : at + 18] == b"\x08\x06"
        if content[at + 4 : at + 8] == b"IDAT":
            data += content[at + 8 : at + 8 + length]
        at += 12 + length
    raw, stride, rows = zlib.decompress(data), wide * 4 + 1, []
    before = bytearray(wide * 4)
    for row in range(high):
        kind, line = raw[row * stride], bytearray(raw[row * stride + 1 : (row + 1) * stride])
        unfilter(kind, line, before)
        rows.append(bytes(line))
        before = line
    return wide, rows


def unfilter(kind: int, line: bytearray, above: bytearray) -> None:
    """As the PNG specification says, section 9."""
    for at in range(len(line)):
        left, up = line[at - 4] if at > 3 else 0, above[at]
        corner = above[at - 4] if at > 3 else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        elif kind == 4:
            guess = min((left, up, corner), key=lambda it: abs(left + up - corner - it))
        else:
            guess = 0
        line[at] = (line[at] + guess) & 255


def ink(content: bytes, box: tuple[int, int, int, int]) -> int:
    """How many pixels in a box, in units of the SVG, are not white."""
    left, top, right, bottom = (round(side * SCALE) for side in box)
    rows = pixels(content)[1][top:bottom]
    return sum(row[at : at + 4] != WHITE for row in rows for at in range(left * 4, right * 4, 4))


def drawing(body: str, wide: int = 120, high: int = 40) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}">'
        f'<rect width="{wide}" height="{high}" fill="#fff"/>{body}</svg>'
    )


def test_a_picture_is_twice_its_size(sample: Reader, svg: str) -> None:
    found = re.search(r'width="(\d+)" height="(\d+)"', svg)
    assert found
    answer = sample.http.get(PICTURE.replace(".svg", ".png"))
    assert answer.headers["content-type"] == "image/png"
    assert size_of(answer.content) == (int(found[1]) * SCALE, int(found[2]) * SCALE)
    assert unquote(answer.headers["content-disposition"]).endswith(".png")
    assert answer.content == png(svg)


def test_its_texts_are_drawn() -> None:
    said = '<text x="10" y="28" font-size="20" font-family="{}">结对关系</text>'
    for family in ("Noto Sans CJK SC", "PingFang SC, sans-serif", "sans-serif"):
        box = (8, 8, 92, 34)
        assert ink(png(drawing(said.format(family))), box) > 1500
    assert ink(png(drawing("")), (0, 0, 120, 40)) == 0


def test_texts_of_a_picture_stand_where_it_has_them(svg: str) -> None:
    """Each text of a part of it leaves ink in its own place, which is another without texts."""
    left, top, wide, high = 290, 90, 400, 360
    part = re.sub(
        r'width="\d+" height="\d+" viewBox="[^"]*"',
        f'width="{wide}" height="{high}" viewBox="{left} {top} {wide} {high}"',
        svg,
        count=1,
    )
    with_texts = pixels(png(part))[1]
    without = pixels(png(re.sub(r"<text\b.*?</text>", "", part)))[1]
    seen, bare = 0, []
    for x, y, said in TEXT.findall(svg):
        at, line = float(x) - left, float(y) - 5 - top
        if not (0 < at < wide - 20 and 0 < line < high):
            continue
        near = slice(max(round(at - 30) * SCALE, 0) * 4, round(at + 20) * SCALE * 4)
        seen += 1
        if with_texts[round(line * SCALE)][near] == without[round(line * SCALE)][near]:
            bare.append(said)
    assert (bare, seen > 20) == ([], True)


def test_signs_of_other_scripts_are_looked_for_in_all_fonts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used: list[Fonts] = []
    drawn = raster._drawn

    def noted(svg: str, fonts: Fonts) -> bytes:
        used.append(fonts)
        return drawn(svg, fonts)

    raster.chinese_fonts()
    monkeypatch.setattr(raster, "_drawn", noted)
    png(drawing("<text y='20'>村 A1·（二）①</text>"))
    png(drawing("<text y='20'>ئۇيغۇر</text>"))
    assert [fonts.system for fonts in used] in ([False, True], [True, True])


def test_the_mark_of_a_demonstration_is_drawn() -> None:
    plain = drawing("", 320, 40).replace("><", ' viewBox="0 0 320 40"><', 1)
    assert size_of(png(marked_picture(plain))) == (640, (40 + BAND) * SCALE)
    assert ink(png(marked_picture(plain)), (10, 2, 300, BAND)) > 1000


def test_without_a_chinese_font_there_is_no_picture_of_boxes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(NoFont, match=r"SVG.*fonts-noto-cjk"):
        first_with_chinese([Fonts()])

    def none() -> Fonts:
        return first_with_chinese([Fonts()])

    monkeypatch.setattr(raster, "chinese_fonts", none)
    raster.png.cache_clear()
    page = Reader(rich())
    answer = page.http.get("/districts/110101/picture.png?at=2020-06-30&target=poor")
    assert answer.status_code == 422
    assert "没有中文字体" in answer.text
    assert 'href="/districts/110101/picture.svg?at=2020-06-30&amp;target=poor"' in answer.text
    assert page.http.get("/districts/110101/picture.svg").status_code == 200


def test_fonts_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = raster.chinese_fonts()

    def never() -> None:
        raise AssertionError("looked for again")

    monkeypatch.setattr(raster, "fonts_of_machine", never)
    assert raster.chinese_fonts() is found
    assert found.system or all(found.files)


def test_too_large_a_picture_is_refused_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "_drawn", None)
    with pytest.raises(Invalid, match=r"8,000 × 8,000 点，最多画 40,000,000 点.*SVG"):
        png(drawing("", 4000, 4000))
    with pytest.raises(ValueError, match="begins with its size"):
        png("<svg/>")


def test_what_takes_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raster.chinese_fonts()
    large = drawing("", 3000, 3000)
    monkeypatch.setattr(raster, "LIMITS", Limits(memory=100 * 2**20, seconds=30))
    with pytest.raises(Invalid, match="内存、时间超过限度；请改取 SVG"):
        png(large)
    monkeypatch.setattr(raster, "LIMITS", Limits(seconds=0))
    with pytest.raises(Invalid, match=r"没有画完|超过限度"):
        png(large)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(Invalid, match="出了错"):
        png('<svg width="1" height="1">')


class Streams(NamedTuple):
    """What a process reads and writes, as bytes."""

    buffer: io.BytesIO


@pytest.mark.parametrize(("svg", "status"), [(drawing(""), 0), ("<svg", raster_apart.NO_SVG)])
def test_the_process_draws_what_it_is_given(
    monkeypatch: pytest.MonkeyPatch, svg: str, status: int
) -> None:
    given, written = Streams(io.BytesIO(svg.encode())), Streams(io.BytesIO())
    monkeypatch.setattr("sys.stdin", given)
    monkeypatch.setattr("sys.stdout", written)
    monkeypatch.setattr("sys.stderr", io.StringIO())
    monkeypatch.setattr(raster_apart, "_confine", lambda *_: None)
    assert raster_apart.main(["2", "0", "0", "1", ""]) == status
    assert (written.buffer.getvalue()[:4] == b"\x89PNG") == (status == 0)


def test_a_page_offers_both(sample: Reader) -> None:
    html = sample.http.get(f"/report/110115?{AT}").text
    assert 'aria-label="取出图 .png">.png</a>' in html
    (address,) = re.findall(r'href="(/districts/110115/picture\.png[^"]*)"', html)
    assert sample.http.get(address.replace("&amp;", "&")).headers["content-type"] == "image/png"


def test_nothing_of_it_is_loaded_until_it_is_asked_for() -> None:
    told = "import sys, server.app; print([it for it in ('docx', 'resvg_py') if it in sys.modules])"
    command = [sys.executable, "-c", told]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == "[]\n"
