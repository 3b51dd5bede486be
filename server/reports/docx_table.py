"""A table of a .docx, written at once: cell by cell python-docx takes a second for a long one."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from graph.language import ENUMERATED, told
from server.picture_files import NO_XML
from server.reports.model import Cells, Grid, Head, Row
from server.workbooks import longest_word

WIDTH = 9_638
"""Of a page without its margins, in twentieths of a point."""
MARGIN = 60
"""Beside a text in its cell, in the same unit."""
SIZE, BOLD_LETTER = 16, 100
"""Of the letters, in half points, and how wide a bold one is on average."""


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
        f'<w:tblCellMar><w:left w:w="{MARGIN}" w:type="dxa"/>'
        f'<w:right w:w="{MARGIN}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def held(text: str) -> str:
    """A text as XML, for its reader: without signs that no XML may hold, lone halves of pairs
    among them."""
    whole = told(text).encode("utf-8", "ignore").decode()
    return escape(NO_XML.sub("", whole))


def _widths(heads: tuple[Head, ...]) -> list[int]:
    """As wide as they are among one another, but none narrower than a word of its head."""
    total = sum(head.width for head in heads)
    least = [longest_word(told(head.text)) * BOLD_LETTER + 2 * MARGIN for head in heads]
    wide = [max(WIDTH * head.width // total, need) for head, need in zip(heads, least, strict=True)]
    room = [have - need for have, need in zip(wide, least, strict=True)]
    over, spare = sum(wide) - WIDTH, sum(room)
    if over > 0 and spare:
        wide = [have - over * free // spare for have, free in zip(wide, room, strict=True)]
    return wide


def _head(heads: tuple[Head, ...], widths: list[int]) -> str:
    cells = "".join(
        _cell(head.text, width, "center", bold=True, fill="E8EDF3", keep="<w:keepNext/>")
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


def _cell(
    text: str, width: int, side: str, *, bold: bool = False, fill: str = "", keep: str = ""
) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    letters = f'{"<w:b/>" if bold else ""}<w:sz w:val="{SIZE}"/><w:szCs w:val="{SIZE}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr>{keep}<w:spacing w:before="20" w:after="20"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:rPr>{letters}</w:rPr><w:t xml:space="preserve">{held(text)}</w:t></w:r></w:p>'
        "</w:tc>"
    )
