"""The mark of all that leaves a demonstration, so that nobody takes it for a real ledger."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from graph.language import say, told
from graph.registry.demo_mark import MARK

SAID = say("{mark}：除行政区划外都是编造的，不是真实台账", mark=MARK)
"""For people, at the top of pages, tables and pictures."""

NAMED = "filename*=UTF-8''"
ROOT = re.compile(
    r'<svg\b[^>]*?\bheight="(?P<high>[\d.]+)"[^>]*?\bviewBox="0 0 (?P<wide>[\d.]+) [\d.]+"[^>]*>'
)
BAND = 26
"""How high the band is that carries the mark, above whatever a picture shows."""


def file_name(name: str) -> str:
    """What a file of a demonstration is called."""
    return f"{MARK}-{name}"


def said_by(tell: Callable[[str], str] = told) -> str:
    """The mark in a file, for its reader. It begins in Chinese, by which it is known when such a
    file is handed in."""
    said = tell(SAID)
    return said if said == SAID else f"{MARK} · {said}"


def saying(text: str, *, demo: bool) -> str:
    """What a file says of itself, in a demonstration behind the mark."""
    return say("{said}。{text}", said=SAID, text=text) if demo else text


def marked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of an answer, with the mark in the name under which it is saved."""
    named = NAMED + quote(file_name(""))
    return {header: text.replace(NAMED, named) for header, text in headers.items()}


def marked_picture(svg: str) -> str:
    """A picture that is a file of its own, with the mark in a band above it, where nothing else
    stands. Raises ValueError for what is no such picture."""
    found = ROOT.search(svg)
    if found is None:
        raise ValueError("a picture begins with its size")
    high = float(found["high"]) + BAND
    root = re.sub(r'height="[\d.]+"', f'height="{high:g}"', found[0])
    root = re.sub(r'viewBox="[^"]*"', f'viewBox="0 {-BAND} {found["wide"]} {high:g}"', root)
    paper = f'<rect class="paper" y="{-BAND}" width="100%" height="{BAND}" fill="#fff"/>'
    said = told(SAID)
    text = f'<text x="12" y="-8" font-size="14" font-weight="700" fill="#b3001b">{said}</text>'
    before = told(say("{mark}：", mark=MARK))
    rest = svg[found.end() :].replace("<title>", f"<title>{before}", 1)
    drawn, end, after = rest.rpartition("</svg>")
    return f"{svg[: found.start()]}{root}{drawn}{paper}{text}{end}{after}"
