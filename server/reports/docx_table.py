"""A table of a .docx, written at once: cell by cell python-docx takes a second for a long one."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from graph.language import ENUMERATED, told
from server.picture_files import NO_XML
from server.reports.model import Cells, Grid, Head, Row

WIDTH = 9_638
"""Of a page without its margins, in twentieths of a point."""
SIZE = 16
"""Of the letters, in half points."""


def table_of(grid: Grid) -> BaseOxmlElement:
    """The head stands on every page; a row is on one."""
    shares = _widths(grid.heads)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in shares)
    rows = [_head(grid.heads, shares), *(_row(grid.heads, shares, it) for it in grid.shown)]
    if grid.total is not None:
        rows.append(_row(grid.heads, shares, grid.total, bold=True))
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def held(text: str) -> str:
    """A text as XML, for its reader: without signs that no XML may hold, lone halves of pairs
    among them."""
    whole = told(text).encode("utf-8", "ignore").decode()
    return escape(NO_XML.sub("", whole))


def _widths(heads: tuple[Head, ...]) -> list[int]:
    total = sum(head.width for head in heads)
    return [WIDTH * head.width // total for head in heads]


def _head(heads: tuple[Head, ...], widths: list[int]) -> str:
    cells = "".join(
        _cell(head.text, width, "center", bold=True, fill="E8EDF3")
        for head, width in zip(heads, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(heads: tuple[Head, ...], widths: list[int], row: Row, *, bold: bool = False) -> str:
    cells = "".join(_cells(heads, widths, row, bold=bold))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cells(heads: tuple[Head, ...], widths: list[int], row: Row, *, bold: bool) -> Iterator[str]:
    for head, width, cells in zip(heads, widths, row, strict=True):
        yield _cell(_text(cells), width, "right" if head.is_number else "left", bold=bold)


def _text(cells: Cells) -> str:
    return told(ENUMERATED).join(cell.written for cell in cells)


def _cell(text: str, width: int, side: str, *, bold: bool = False, fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    letters = f'{"<w:b/>" if bold else ""}<w:sz w:val="{SIZE}"/><w:szCs w:val="{SIZE}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:rPr>{letters}</w:rPr><w:t xml:space="preserve">{held(text)}</w:t></w:r></w:p>'
        "</w:tc>"
    )
