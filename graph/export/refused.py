"""The rows of a file that were refused, as they stood in it, with what is wrong with each cell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import Fault
from graph.registry.grid import Sheet, cell_of
from graph.registry.headings import Ledger
from graph.registry.ledger_file import LedgerFile

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`faults` by column, counted from 1; those of the row as a whole stand under 0."""

    number: int
    texts: Texts
    faults: dict[int, list[Fault]]


@dataclass(frozen=True, slots=True)
class RefusedSheet:
    """What stands over the rows in the sheet, titles and headings, and the rows, from the top."""

    name: str
    width: int
    head: list[Texts]
    rows: list[RefusedRow]


def refused_sheets(
    file: LedgerFile, ledger: Ledger, left_out: set[str], faults: Iterable[Fault]
) -> list[RefusedSheet]:
    """The rows at these places, sheet by sheet; sheets without one are not there."""
    by_row: dict[str, dict[int, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        place, column = _row_and_column(fault.place)
        by_row[place][column].append(fault)
    found: dict[str, RefusedSheet] = {}
    for row in file.rows(ledger).rows:
        if row.place() not in left_out:
            continue
        sheet = row.sheet
        if sheet.name not in found:
            head = [_texts(sheet, number) for number in range(1, row.head + 1)]
            found[sheet.name] = RefusedSheet(sheet.name, sheet.width, head, [])
        refused = RefusedRow(row.number, _texts(sheet, row.number), dict(by_row[row.place()]))
        found[sheet.name].rows.append(refused)
    return list(found.values())


def _texts(sheet: Sheet, number: int) -> Texts:
    """The texts of a row; a cell that is merged downwards is repeated, one to the right is not."""
    shown = {cell.column: cell.text for cell in sheet.cells(number, 1, sheet.width)}
    return tuple(shown.get(column, "") for column in range(1, sheet.width + 1))


def _row_and_column(place: str) -> tuple[str, int]:
    """`任务清单!17` and 5 of the cell `任务清单!E17`."""
    cell = cell_of(place)
    if cell is None:
        return place, 0
    sheet, row, column = cell
    return f"{sheet}!{row}", column
