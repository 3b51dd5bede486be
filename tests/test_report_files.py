"""The report as .docx and .xlsx: the same as its page, whole, and harmless."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from defusedxml.ElementTree import fromstring
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from page_client import Reader, Tag, cells, client_of, rich_reader
from page_networks import Builder, counties, donors, fill

from graph.language import ENGLISH
from graph.network.snapshot import Snapshot
from server.demo_marks import SAID
from server.pictures import raster
from server.reports.docx import write_docx
from server.reports.drawn import Draw, DrawnPicture
from server.reports.model import Cell, Grid, Head, Report, ReportPicture, Section, Sentence
from server.reports.xlsx import write_xlsx
from server.workbooks import LINE_HIGH

PAGE = "/report/110101{}?quarter=2020Q2&target=poor"
HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "</w:t><w:p/>",
    "]]><x>&amp;&lt;",
    "a\x0b\x00b\ufffe",
    "𠮷\U0001f600",
    "\u202e村",
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.fixture(scope="module")
def page(reader: Reader) -> Tag:
    return reader.page(PAGE.format(""))


@pytest.fixture(scope="module")
def document(reader: Reader) -> DocumentType:
    return Document(io.BytesIO(reader.http.get(PAGE.format(".docx")).content))


@pytest.fixture(scope="module")
def book(reader: Reader) -> Workbook:
    return load_workbook(io.BytesIO(reader.http.get(PAGE.format(".xlsx")).content))


def page_tables(page: Tag) -> dict[str, list[list[str]]]:
    """The tables of a page by name, with the total that stands below."""
    return {
        it.attributes["aria-label"]: [
            *cells(table),
            *(
                [" ".join(cell.text.split()) for cell in foot.tags[0].tags]
                for foot in table.all("tfoot")
            ),
        ]
        for it in page.all("div", "scroll")
        for table in it.all("table")
    }


def docx_tables(document: DocumentType) -> Iterator[tuple[str, list[list[str]]]]:
    """Each with the heading before it."""
    name = ""
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            rows = [[cell.text for cell in row.cells] for row in item.rows]
            yield name, [[" ".join(it.split()) for it in row] for row in rows[1:]]
        elif item.style is not None and item.style.name == "Heading 2":
            name = item.text


def test_docx_holds_the_tables_of_the_page(page: Tag, document: DocumentType) -> None:
    found, wanted = dict(docx_tables(document)), page_tables(page)
    assert found == wanted
    assert len(wanted) > 6


def as_shown(cell: SheetCell | MergedCell) -> str:
    if isinstance(cell.value, int | float) and cell.number_format == "0.0%":
        return f"{cell.value:.1%}".replace(".0%", "%")
    if isinstance(cell.value, int):
        return f"{cell.value:,}"
    return str(cell.value or "")


def test_xlsx_holds_the_tables_of_the_page(page: Tag, book: Workbook) -> None:
    wanted = page_tables(page)
    assert book.sheetnames[1:] == [*wanted, "图"]
    for name, rows in wanted.items():
        sheet = book[name.replace("：", "：")[:31]]
        found = [[as_shown(cell) for cell in row] for row in sheet.iter_rows(min_row=3)]
        if name != "各镇街":  # There the page shows the first few that a town supports.
            assert [[str(it).strip() for it in row] for row in found] == rows, name
        assert str(sheet["A1"].value).startswith(f"{name}（东区2020年第2季度结对帮扶报告")


def test_sentences_are_the_same_everywhere(
    page: Tag, document: DocumentType, book: Workbook
) -> None:
    said = ["".join(it.text.split()) for it in page.all("p", "parts")]
    written = {"".join(it.text.split()) for it in document.paragraphs}
    told = {"".join(str(row[1]).split()) for row in book.worksheets[0].iter_rows(values_only=True)}
    assert len(said) > 6
    assert set(said) <= written
    assert set(said) <= told


def test_docx_is_set_for_chinese_and_for_paper(document: DocumentType) -> None:
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    assert fonts == {"Normal": "宋体", "Title": "黑体", "Heading 1": "黑体", "Heading 2": "黑体"}
    first, *others = document.sections
    sides = [side for side in (first.page_width, first.page_height) if side is not None]
    assert [round(side.cm, 1) for side in sides] == [21, 29.7]
    assert [it.orientation for it in others] == [WD_ORIENT.LANDSCAPE]
    for table in document.tables:
        assert next(table.rows[0]._tr.iter(qn("w:tblHeader"))) is not None
    foot = [it.get(qn("w:instr")) for it in first.footer._element.iter(qn("w:fldSimple"))]
    assert foot == ["PAGE", "NUMPAGES"]
    assert document.core_properties.title == "东区2020年第2季度结对帮扶报告"
    assert "东区2020年第2季度" in first.header.paragraphs[0].text


def test_pictures_are_in_both(reader: Reader, document: DocumentType, book: Workbook) -> None:
    assert len(document.inline_shapes) == 2
    for shape in document.inline_shapes:
        assert shape._inline.docPr.get("descr")
        assert shape.width <= Cm(29.7 - 4)
    answer = reader.http.get(PAGE.format(".xlsx"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        media = [held.read(name) for name in held.namelist() if name.startswith("xl/media/")]
    parts = [it.blob for it in document.part.package.image_parts]
    assert sorted(media) == sorted(parts)
    picture = reader.http.get("/districts/110101/picture.png?at=2020-06-30&target=poor")
    assert picture.content in media


def test_files_are_saved_under_their_title(reader: Reader) -> None:
    for form in (".docx", ".xlsx"):
        answer = reader.http.get(PAGE.format(form))
        name = unquote(answer.headers["content-disposition"])
        assert name.endswith(f"''东区2020年第2季度结对帮扶报告-2020-06-30{form}")


def test_a_machine_without_fonts_leaves_the_pictures_out_and_says_so(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> raster.Fonts:
        return raster.first_with_chinese([])

    monkeypatch.setattr(raster, "chinese_fonts", none)
    raster.png.cache_clear()
    held = Document(io.BytesIO(reader.http.get(PAGE.format(".docx")).content))
    assert len(held.inline_shapes) == 0
    assert sum("没有中文字体" in it.text for it in held.paragraphs) == 2
    other = load_workbook(io.BytesIO(reader.http.get(PAGE.format(".xlsx")).content))
    said = [str(row[0]) for row in other["图"].iter_rows(values_only=True) if row and row[0]]
    assert len(said) == 2
    assert all("fonts-noto-cjk" in it for it in said)


def made(number: int, name: str = "某村") -> Report:
    grid = Grid(
        *("many", "很多的村", (Head("村", 20), Head("数", 8, True)), range(number)),
        lambda at: ((Cell(f"{name}{at}"),), (Cell(at),)),
        nothing="没有",
    )
    sentence = Sentence("{name}有 {number} 个", {"name": Cell(name), "number": Cell(number)})
    picture = ReportPicture(f"{name}的图", "picture.svg")
    return Report(
        f"{name}报告", ("今天。",), (Section("a", name, (sentence,), (grid,), (picture,)),)
    )


def no_picture(picture: ReportPicture) -> DrawnPicture:
    return DrawnPicture(picture.name, trouble="缺一张图。")


def test_long_tables_are_cut_on_paper_only_and_say_so() -> None:
    report = made(1250)
    held = Document(io.BytesIO(write_docx(report, no_picture, demo=False)))
    assert len(held.tables[0].rows) == 201
    assert any(
        "前 200 行，共 1,250 行；全部见同一报告的 .xlsx" in it.text for it in held.paragraphs
    )
    sheet = load_workbook(io.BytesIO(write_xlsx(report, no_picture, demo=False)))["很多的村"]
    assert [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)] == list(range(1250))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_texts(name: str) -> None:
    draw: Draw = no_picture
    content = write_docx(made(3, name), draw, demo=False)
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        for part in held.namelist():
            if part.endswith((".xml", ".rels")):
                fromstring(held.read(part))
    shown = name.replace("\x0b", "").replace("\x00", "").replace("\ufffe", "")
    (table,) = Document(io.BytesIO(content)).tables
    assert [row.cells[0].text for row in table.rows][1:] == [f"{shown}{at}" for at in range(3)]
    book = load_workbook(io.BytesIO(write_xlsx(made(3, name), draw, demo=False)))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
            assert not any(str(cell.value).startswith(("=", "@", "+")) for cell in row)


def test_lone_halves_of_signs_are_left_out() -> None:
    content = write_docx(made(1, "村\ud800庄"), no_picture, demo=False)
    assert Document(io.BytesIO(content)).tables[0].rows[1].cells[0].text == "村庄0"


def test_a_demonstration_is_marked_on_every_page_and_sheet() -> None:
    held = Document(io.BytesIO(write_docx(made(3), no_picture, demo=True)))
    assert SAID in "".join(it.text for it in held.sections[0].header.paragraphs)
    assert SAID in "".join(it.text for it in held.paragraphs)
    book = load_workbook(io.BytesIO(write_xlsx(made(3), no_picture, demo=True)))
    assert all(str(sheet["A1"].value).startswith(SAID) for sheet in book.worksheets)
    plain = load_workbook(io.BytesIO(write_xlsx(made(3), no_picture, demo=False)))
    assert not any(SAID in str(sheet["A1"].value) for sheet in plain.worksheets)


def named(texts: tuple[str, ...]) -> Snapshot:
    """The network of the pages with other names."""
    b = Builder(3)
    districts = donors(b)
    for number, (county, code) in enumerate(counties(b)):
        b.pair(districts[number % 3][0], county)
        town = b.party(f"{code}001", "township", "recipient", f"镇{number}", county)
        fill(b, town, f"{code}001", districts[number % 3])
    b.parties = [
        row._replace(name=texts[at % len(texts)]) if row.kind == "village" else row
        for at, row in enumerate(b.parties)
    ]
    return b.snapshot()


def test_hostile_names_of_a_ledger_make_no_other_file() -> None:
    http = client_of(named(HOSTILE))
    for form in (".docx", ".xlsx"):
        answer = http.get(PAGE.format(form))
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
            assert not any("vba" in it or "external" in it for it in held.namelist())
    assert http.get(PAGE.format("")).status_code == 200


@pytest.mark.parametrize("first", ["server.workbooks", "graph.registry.apart", "server.app"])
def test_what_is_handed_in_is_read_as_if_there_were_no_lxml(first: str) -> None:
    told = f"import {first}, docx, openpyxl.xml as it; print(it.LXML, it.DEFUSEDXML)"
    command = [sys.executable, "-c", told]
    ended = subprocess.run(command, capture_output=True, check=True, text=True)
    assert ended.stdout == "False True\n"


def test_shares_are_numbers_and_what_is_wrapped_has_room(book: Workbook) -> None:
    sheet = book["各县覆盖"]
    at = [cell.value for cell in sheet[2]].index("覆盖率") + 1
    found = [sheet.cell(row, at) for row in range(3, sheet.max_row + 1)]
    assert all(0 <= it.value <= 1 for it in found if isinstance(it.value, int | float))
    assert {it.value for it in found if isinstance(it.value, str)} <= {"—"}
    assert {it.number_format for it in found if it.value != "—"} == {"0.0%"}
    assert {it.alignment.horizontal for it in found if it.value == "—"} <= {"right"}
    long = book["未结对的村"]
    for row in range(3, long.max_row + 1):
        texts = [str(cell.value or "") for cell in long[row]]
        high = long.row_dimensions[row].height or LINE_HIGH
        for text, column in zip(texts, "ABCDEF", strict=False):
            room = (long.column_dimensions[column].width - 1) * high / LINE_HIGH
            signs = sum(1 if sign.isascii() else 2 for sign in text)
            assert signs <= room + 1 or long.column_dimensions[column].width < 30


def test_a_title_is_as_wide_as_its_table_and_pictures_are_printed_whole(book: Workbook) -> None:
    for sheet in book.worksheets[:-1]:
        (merged,) = sheet.merged_cells.ranges
        assert (merged.min_row, merged.max_row, merged.max_col) == (1, 1, sheet.max_column)
    pictures = book["图"]
    assert pictures.sheet_properties.pageSetUpPr is not None
    assert pictures.sheet_properties.pageSetUpPr.fitToPage
    assert (pictures.page_setup.fitToWidth, pictures.page_setup.fitToHeight) == (1, 0)


def test_a_head_stays_with_its_rows_and_breaks_no_word() -> None:
    """LibreOffice shows no row of a table whose head stands alone at the end of a page."""
    reader = rich_reader()
    reader.http.cookies.set("language", ENGLISH)
    held = Document(io.BytesIO(reader.http.get(PAGE.format(".docx")).content))
    for table in held.tables:
        for cell in table.rows[0].cells:
            (line,) = cell.paragraphs
            assert line.paragraph_format.keep_with_next
            word = max(line.text.split(), key=len)
            assert cell.width is not None
            assert cell.width.pt >= 4.5 * len(word) + 4 or not word.isascii()
        assert sum(cell.width or 0 for cell in table.rows[0].cells) <= Cm(17.01)
