"""A report as a .docx: A4, Chinese fonts, heads of tables on every page, pages numbered."""

import io
from datetime import UTC, datetime
from string import Formatter

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from graph.language import language_now, say, told
from server.demo_marks import said_by
from server.picture_files import NO_XML
from server.reports.docx_table import table_of
from server.reports.drawn import Draw, DrawnPicture
from server.reports.model import Grid, Report, Section, numeral

MARGINS, HEADING = Cm(4), Cm(7.5)
"""What a page has beside a picture, across and upwards."""
PAGES, FIELDS = say("第 {page} 页，共 {pages} 页"), {"page": "PAGE", "pages": "NUMPAGES"}
BODY, HEADINGS = "宋体", "黑体"
RED = RGBColor(0xB3, 0x00, 0x1B)
HEADING_STYLES = {"Title": 20, "Heading 1": 15, "Heading 2": 12}
"""With their sizes in points."""


def write_docx(report: Report, draw: Draw, *, demo: bool) -> bytes:
    document = Document()
    _lay_out(document, report, demo)
    document.add_paragraph(_held(report.title), "Title")
    if demo:
        _red(document.add_paragraph(said_by()))
    for line in report.said:
        document.add_paragraph(_held(line).rstrip())
    for at, section in enumerate(report.sections, 1):
        title = say("{number}、{title}", number=numeral(at), title=section.title)
        _add_section(document, title, section, draw)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _held(text: str) -> str:
    return NO_XML.sub("", told(text).encode("utf-8", "ignore").decode())


def _add_section(document: DocumentType, title: str, section: Section, draw: Draw) -> None:
    drawn = [draw(picture) for picture in section.pictures]
    if drawn and not section.grids:
        _turn(document, drawn[0])
    document.add_paragraph(_held(title), "Heading 1")
    for sentence in section.sentences:
        document.add_paragraph(_held(sentence.written))
    for picture in drawn:
        _add_picture(document, picture)
    for grid in section.grids:
        _add_grid(document, grid)


def _add_grid(document: DocumentType, grid: Grid) -> None:
    document.add_paragraph(_held(grid.name), "Heading 2")
    if not grid.count:
        document.add_paragraph(_held(grid.nothing))
        return
    if grid.count > grid.most:
        said = say(
            "前 {most:,} 行，共 {n:,} 行；全部见同一报告的 .xlsx。", most=grid.most, n=grid.count
        )
        document.add_paragraph(told(said)).paragraph_format.keep_with_next = True
    after = document.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    after._p.addprevious(table_of(grid))


def _add_picture(document: DocumentType, picture: DrawnPicture) -> None:
    if not picture.content:
        document.add_paragraph(_held(picture.trouble))
        return
    page = document.sections[-1]
    assert page.page_width is not None
    assert page.page_height is not None
    wide, high = picture.size
    scale = min((page.page_width - MARGINS) / wide, (page.page_height - HEADING) / high)
    content = io.BytesIO(picture.content)
    shape = document.add_picture(content, Emu(int(wide * scale)), Emu(int(high * scale)))
    shape._inline.docPr.set("descr", _held(picture.name))


def _turn(document: DocumentType, picture: DrawnPicture) -> None:
    """A page for pictures, which lies where the picture is wider than high."""
    page = document.add_section(WD_SECTION.NEW_PAGE)
    if picture.size[0] > picture.size[1]:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(29.7), Cm(21)


def _lay_out(document: DocumentType, report: Report, demo: bool) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    _style(document)
    head = page.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head.add_run(_held(report.title)).font.size = Pt(9)
    if demo:
        _red(page.header.add_paragraph(said_by()))
    _number(page.footer.paragraphs[0])
    about = document.core_properties
    about.title, about.author, about.comments = _held(report.title)[:255], told(say("结对台账")), ""
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
    about.language = language_now()


def _style(document: DocumentType) -> None:
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    _east_asian(normal, BODY)
    for name, size in HEADING_STYLES.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        _east_asian(style, HEADINGS)


def _east_asian(style: ParagraphStyle, font: str) -> None:
    """Word has a font of its own for Chinese; one that follows the theme would win over it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _number(paragraph: Paragraph) -> None:
    """第 1 页，共 3 页: fields that Word fills."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece, field, _, _ in Formatter().parse(told(PAGES)):
        paragraph.add_run(piece)
        if field:
            paragraph._p.append(
                parse_xml(
                    f'<w:fldSimple {nsdecls("w")} w:instr="{FIELDS[field]}">'
                    "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
                )
            )


def _red(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.color.rgb, run.font.bold = RED, True
