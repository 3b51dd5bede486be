"""Rows that stand among a ledger's and are none of them: totals, remarks, signatures."""

import re

from graph.language import say
from graph.registry.cells import fold
from graph.registry.grid import Cell
from graph.registry.ledger_form import Ledger, LedgerRow

_TOTAL_WORD = "(合计|总计|小计|共计|累计)"
_STARTS_TOTAL = re.compile(rf"{_TOTAL_WORD}(\d|[:(]|$)")
_IS_TOTAL = re.compile(rf".{{0,8}}{_TOTAL_WORD}:?|共\d+(个|家|条|户|项|行|[个行]?村)")
# The colon keeps names out: no unit's name has one.
_REMARK = re.compile(
    r"(注|备注|说明|填表说明|单位|(填表|填报|制表|审核|审批|复核|经办|签发|联系|负责|单位负责)人?"
    r"|(填表|填报|制表|上报|报送|主管)(单位|部门|机关|日期|时间)|联系(电话|方式)|电话|日期)"
    r"(\d*|\(.{1,8}\)):"
)
# What alone in its row ends a paper: the office that signs, the seal, the day.
_OFFICE = re.compile(
    r".{0,30}(办公室|协作办|合作办|支援办|扶贫办|领导小组|区政府|人民政府|\((盖章|公章|签章)\))"
)
_DAY = re.compile(r"\d{4}(年\d{1,2}月(\d{1,2}日)?|([-/.])\d{1,2}\3\d{1,2})")
_UNIT = re.compile(r"\(.{1,12}\)|[个村户人%]|万元|亿元")
_SUBHEADING = re.compile(r"(牵头|协作|配合|责任|结对|主责|参与)?(单位|部门|镇街|街镇|镇街道|街道)?")
_NUMBER = re.compile(r"[\d.,]+")


def not_data(row: LedgerRow, ledger: Ledger) -> str | None:
    """What a row is if it is none of the ledger's: a total, a remark or a line across the table."""
    cells = row.sheet.cells(row.number, 1, row.sheet.width)
    if len(cells) == 1 and cells[0].merge and _covered(row, cells[0]) > 1:
        return say("通栏文字")
    texts = [fold(cell.text) for cell in cells]
    first = next((text for text in texts if not _NUMBER.fullmatch(text)), "")
    if _REMARK.match(first):
        return say("说明")
    if len(texts) == 1 and _signs(row, cells[0]):
        return say("落款")
    if row.number <= row.head + 3 and (under := _under_headings(row, ledger, texts)):
        return under
    if _STARTS_TOTAL.match(first) or (any(map(_IS_TOTAL.fullmatch, texts)) and _lacks(row, ledger)):
        return say("合计")
    return None


def _signs(row: LedgerRow, cell: Cell) -> bool:
    """In the table's first column stands no office that signs: a name alone there is a row that
    lacks the rest."""
    text, first = fold(cell.text), min(span.first for span in row.columns.values())
    if cell.merge:
        return False
    return bool(_DAY.fullmatch(text) or (cell.column > first and _OFFICE.fullmatch(text)))


def _under_headings(row: LedgerRow, ledger: Ledger, texts: list[str]) -> str | None:
    """What a row close below the headings is that still belongs to them."""
    if len(texts) > 1 and texts == [str(number + 1) for number in range(len(texts))]:
        return say("栏号")
    if texts and all(map(_UNIT.fullmatch, texts)):
        return say("计量单位")
    spread = [row.columns[h.name] for h in ledger.headings if h.spread and h.name in row.columns]
    cells = row.sheet.cells(row.number, 1, row.sheet.width)
    under = any(span.first <= cell.column <= span.last for span in spread for cell in cells)
    if under and row.number == row.head + 1 and all(map(_SUBHEADING.fullmatch, texts)):
        return say("下级表头")
    return None


def _covered(row: LedgerRow, cell: Cell) -> int:
    """How many headings a cell lies under."""
    return sum(
        span.first <= cell.right and cell.column <= span.last for span in row.columns.values()
    )


def _lacks(row: LedgerRow, ledger: Ledger) -> bool:
    """Whether a required column is empty or holds the word for a total itself."""
    required = {name for h in ledger.headings if h.required for name in (h.name, h.stand_in)}
    texts = [fold(row.text(name)) for name in row.columns if name in required]
    return not all(text and not _IS_TOTAL.fullmatch(text) for text in texts)
