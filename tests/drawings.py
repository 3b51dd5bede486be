"""What every drawing promises: geometry without overlap, markup that is XML, links with a name."""

from __future__ import annotations

from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader
from picture_networks import CSS, ROOT

from server.pictures.drawing import Drawing
from server.pictures.picture import Box
from server.pictures.style import for_file

SVG = "{http://www.w3.org/2000/svg}"
TEMPLATES = Environment(
    loader=FileSystemLoader(ROOT / "templates"), autoescape=True, trim_blocks=True
)


def within(inner: Box, outer: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def check_geometry(drawing: Drawing) -> None:
    """Nothing overlaps or leaves the canvas; texts of a node stay in it, clear of each other."""
    canvas = Box(0, 0, drawing.width, drawing.height)
    outer = [
        *(text.box for text in drawing.outer_texts()),
        *(node.box for node in drawing.nodes()),
    ]
    for box in outer:
        assert within(box, canvas), box
    check_apart(outer)
    for node in drawing.nodes():
        inner = [text.box for text in node.texts]
        assert all(within(box, node.box) for box in inner), node
        check_apart(inner)


def check_apart(boxes: list[Box]) -> None:
    """No two of them overlap: each is held against those that begin above its end."""
    ordered = sorted(boxes, key=lambda box: box.top)
    for place, box in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.top >= box.bottom:
                break
            assert not box.overlaps(other), (box, other)


def render(drawing: Drawing, css: str = "") -> str:
    template = TEMPLATES.get_template("pictures/_drawing.svg")
    return template.render(drawing=drawing, id="drawing", css=css)


def check_markup(drawing: Drawing) -> None:
    """As a file it is XML, every node with an address is one link, and every link has a name."""
    root = ElementTree.fromstring(render(drawing, for_file(CSS)))
    links = root.findall(f".//{SVG}a")
    leading = [node for node in drawing.nodes() if node.href]
    texts = [text for text in drawing.outer_texts() if text.href]
    assert len(links) == len(leading) + len(texts)
    assert all(link.get("href") for link in links)
    assert all("".join(link.itertext()).strip() for link in links)
