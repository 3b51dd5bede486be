"""Workbooks that mean harm, or were broken so that they do it: each costs a message."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbooks import BOOK_XML, MAIN, OFFICE, PACKAGE, RELATIONS_XML, sheet_xml, text_cell, zipped

from awkward.cases import Build
from awkward.files import HEAD, ROW

SHEET = "xl/worksheets/sheet1.xml"
GIGABYTE = 2**30


@dataclass(frozen=True)
class Hostile:
    """`said` is a part of the only message; none, where the list in it is read all the same."""

    name: str
    build: Build
    place: str = "a.xlsx"
    said: str = ""


def row(number: int, texts: Sequence[str]) -> str:
    cells = "".join(text_cell(one, f"{'ABCD'[at]}{number}") for at, one in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'


LIST = row(1, HEAD) + row(2, ROW)


def with_parts(parts: dict[str, str | bytes], rows: str = LIST, after: str = "") -> Build:
    return lambda path: zipped(path / "a.xlsx", sheet_xml(rows, after), parts)


def prologue(part: str, text: str) -> Build:
    """A document type before one part of the workbook."""

    def build(path: Path) -> Path:
        file = zipped(path / "a.xlsx", sheet_xml(LIST))
        with zipfile.ZipFile(file) as archive:
            content = archive.read(part).decode()
        return zipped(file, sheet_xml(LIST), {part: text + content.replace("县", "&x;", 1)})

    return build


def gigabyte_sheet(path: Path) -> Path:
    """A sheet that unpacks to a gigabyte, in a megabyte: one packed block over and over."""
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    million = block.compress(b" " * 2**20) + block.flush(zlib.Z_FULL_FLUSH)
    packed = million * (GIGABYTE // 2**20) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    file = zipped(path / "a.xlsx", sheet_xml(LIST), {"xl/big.xml": packed})
    return _restated(file, "xl/big.xml", packed, GIGABYTE)


def _restated(file: Path, part: str, packed: bytes, size: int) -> Path:
    """The zip with a part stored as it is, which then says that it is packed and how large."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            kind = zipfile.ZIP_STORED if name == part else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, kind)
    data = bytearray(stream.getvalue())
    with zipfile.ZipFile(stream) as archive:
        local = archive.getinfo(part).header_offset
    central = data.rindex(b"PK\x01\x02", 0, data.rindex(part.encode()))
    for at, method, sizes in ((local, 8, 22), (central, 10, 24)):
        data[at + method : at + method + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        data[at + sizes : at + sizes + 4] = struct.pack("<I", size)
    file.write_bytes(data)
    return file


def nested(path: Path) -> Path:
    """Archives in archives are nobody's to open."""
    inner = b"x" * 2**20
    for _ in range(4):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(8):
                archive.writestr(f"{number}.zip", inner)
        inner = stream.getvalue()
    return zipped(path / "a.xlsx", sheet_xml(LIST), {"xl/embeddings/a.zip": inner})


def twice(path: Path) -> Path:
    """Two parts of one name: a scanner might look at one and a reader read the other."""
    file = zipped(path / "a.xlsx", sheet_xml(LIST))
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, sheet_xml(LIST.replace("朝阳村", "三号地村")))
    return file


def truncated(path: Path) -> Path:
    file = zipped(path / "a.xlsx", sheet_xml(LIST))
    file.write_bytes(file.read_bytes()[:-200])
    return file


def relations(target: str, attributes: str = "") -> Build:
    """A workbook whose sheet is to be found there."""
    found = RELATIONS_XML.replace(
        'Target="worksheets/sheet1.xml"', f'Target="{target}"{attributes}'
    )
    return with_parts({"xl/_rels/workbook.xml.rels": found})


def strings(path: Path) -> Path:
    """Two hundred thousand shared strings, of which the list uses none."""
    listed = "".join(f"<si><t>{number}</t></si>" for number in range(200_000))
    parts = {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{listed}</sst>'}
    return zipped(path / "a.xlsx", sheet_xml(LIST), parts)


def styles(path: Path) -> Path:
    listed = "".join(f'<xf numFmtId="{number}"/>' for number in range(600_000))
    content = f'<styleSheet xmlns="{MAIN}"><cellXfs>{listed}</cellXfs></styleSheet>'
    return zipped(path / "a.xlsx", sheet_xml(LIST), {"xl/styles.xml": content})


def sheets(count: int, target: Callable[[int], str]) -> Build:
    """So many sheets of one workbook."""
    listed = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count + 1))
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="{target(n)}"/>'
        for n in range(1, count + 1)
    )
    head = BOOK_XML[: BOOK_XML.index("<sheet ")]
    return with_parts(
        {
            "xl/workbook.xml": f"{head}{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
            ),
        }
    )


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
ENTITIES = "DTD 或实体定义"
LONG = "村" * 40_000
MERGES = "".join(f'<mergeCell ref="E{n}:F{n}"/>' for n in range(1, 1_000_001, 4))
DEEP = "<extLst>" + "<ext>" * 100_000 + "</ext>" * 100_000 + "</extLst>"

HOSTILE = [
    Hostile(
        "cell in the farthest corner",
        with_parts({}, LIST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "表!XFD1048576",
        "单元格超出第 100,000 行",
    ),
    Hostile("sheet of a gigabyte", gigabyte_sheet, said="解压后有 1,024 MB"),
    Hostile(
        "picture that is a bomb",
        with_parts({"xl/media/image1.png": bytes(90 * 2**20)}),
        said="像是压缩炸弹",
    ),
    Hostile(
        "properties that are a bomb",
        with_parts({"docProps/custom.xml": " " * (20 * 2**20)}),
        said="像是压缩炸弹",
    ),
    Hostile("archives in archives", nested),
    Hostile(
        "thousands of parts",
        with_parts({f"xl/media/{n}": b"" for n in range(2_000)}),
        said="超过 1,000 个",
    ),
    Hostile("billion laughs in a sheet", prologue(SHEET, LAUGHS), said=ENTITIES),
    Hostile("billion laughs in the workbook", prologue("xl/workbook.xml", LAUGHS), said=ENTITIES),
    Hostile("file from outside as an entity", prologue(SHEET, OUTSIDE), said=ENTITIES),
    Hostile("document type from the net", prologue("xl/sharedStrings.xml", REMOTE), said=ENTITIES),
    Hostile(
        "bomb in a part that nobody reads",
        with_parts({"customXml/item1.xml": LAUGHS + "<x>&x;</x>"}),
        said=ENTITIES,
    ),
    Hostile(
        "a quarter of a million merges",
        with_parts({}, after=f"<mergeCells>{MERGES}</mergeCells>"),
        "表",
        "合并单元格超过 10,000 处",
    ),
    Hostile(
        "merge over the whole sheet",
        with_parts({}, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "表!XFD1048576",
        "单元格超出",
    ),
    Hostile("more styles than Excel has", styles, said="XML 元素过多，超过 500,000 个"),
    Hostile("two hundred thousand shared strings", strings),
    Hostile("elements in elements", with_parts({}, after=DEEP), "表", "XML 嵌套超过 100 层"),
    Hostile(
        "name of forty thousand signs",
        with_parts({}, row(1, HEAD) + row(2, [*ROW[:2], LONG, ""])),
        "表!C2",
        "单元格的文字超过 32,767 个字",
    ),
    Hostile(
        "formula of forty thousand signs",
        with_parts(
            {}, row(1, HEAD) + row(2, ROW) + f'<row r="3"><c r="A3"><f>{LONG}</f></c></row>'
        ),
        "表!A3",
        "没有算出结果的公式",
    ),
    Hostile(
        "sheet that is the workbook itself", relations("workbook.xml"), said="没有可读的工作表"
    ),
    Hostile(
        "sheet that is its own list of relations",
        relations("_rels/workbook.xml.rels"),
        said="没有可读的工作表",
    ),
    Hostile("sheet that is not there", relations("worksheets/none.xml"), said="没有可读的工作表"),
    Hostile(
        "sheet outside the archive", relations("../../../../etc/passwd"), said="没有可读的工作表"
    ),
    Hostile(
        "sheet on the net",
        relations("http://127.0.0.1:9/s.xml", ' TargetMode="External"'),
        said="没有可读的工作表",
    ),
    Hostile(
        "hundreds of sheets that are one part",
        sheets(900, lambda n: "worksheets/sheet1.xml"),
        said="同一个部件",
    ),
    Hostile(
        "part whose name leads out of the archive",
        with_parts({"../../../evil.xml": "<x/>", "/tmp/evil.xml": "<x/>"}),
    ),
    Hostile("two parts of one name", twice, said="同名的部件"),
    Hostile("workbook cut off", truncated, said="文件不全或已损坏"),
    Hostile(
        "sheet name of a million signs",
        with_parts({"xl/workbook.xml": BOOK_XML.replace("表", "表" * 10**6)}),
        said="工作表的名称超过 255 个字",
    ),
    Hostile(
        "numbers beyond all numbers",
        with_parts(
            {}, LIST.replace("2017年", "１e999") + '<row r="3"><c r="D3"><v>1e999</v></c></row>'
        ),
        "表!D2",
        "日期应写成",
    ),
]
